// Recordings on their way to the workers: who may still bring one, and what becomes of those that wait.
#pragma once

#include "handlers/context.hpp"
#include "handlers/transcript/transcribe.hpp"

namespace aisha::handlers::transcript {

/// Why one more recording of this person cannot be taken now, in their words; nothing where it can.
std::optional<std::string> no_room(Transaction& tx, Person const& person);

/// Where a place in line is shown: the chat, and outside private chats the outbox row of the placeholder.
struct LinePlace {
    ChatId chat;
    OutboxId placeholder;
};
/// Puts a recording in line; its place is shown where there is a place for that.
void line_up(Context& context, Transaction& tx, Person const& person, TranscriptId transcript,
             std::optional<LinePlace> shown);

/// Ends the work on a recording because its sender says so; the transcript is the caller's to look after.
void drop(Context& context, Transaction& tx, TranscriptId transcript);

/// A chat that cannot be written to costs nothing more: what waits for it or is in work is put aside,
/// notes are not written.
void chat_lost(Context& context, Transaction& tx, ChatId chat);
/// The chat can be written to again: what was put aside goes on.
void chat_back(Context& context, Transaction& tx, ChatId chat);

/// The operator has cancelled the work, or wants it tried again (JobQueue::when).
void cancelled(Context& context, Transaction& tx, TranscribeRecording const& job);
void retried(Context& context, Transaction& tx, TranscribeRecording const& job);

}  // namespace aisha::handlers::transcript
