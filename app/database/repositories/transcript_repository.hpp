// The SQL of transcripts. Whatever a user asks for is looked up with the user's id.
#pragma once

#include "database/database.hpp"
#include "database/models/transcript.hpp"

#include <vector>

namespace aisha::transcript_repository {

/// Adds a recording as queued; nothing where this person's recording of this message is there already.
std::optional<TranscriptId> insert(Transaction& tx, Recording const& recording, Time now,
                                   std::optional<Time> expires_at);

/// A transcript of this user, whatever its status.
std::optional<Transcript> find(Transaction& tx, UserId user, TranscriptId id);
/// For the transcript's own job, which has no user.
std::optional<Transcript> find_for_job(Transaction& tx, TranscriptId id);
std::vector<TranscriptSegment> segments(Transaction& tx, TranscriptId id);

/// Those of a chat that are not over, and those that failed: for what Telegram tells of the chat, whoever
/// sent them.
std::vector<TranscriptId> unfinished_in(Transaction& tx, ChatId chat);
std::vector<TranscriptId> failed_in(Transaction& tx, ChatId chat);
/// Those of this user that are queued or in work.
std::vector<Transcript> unfinished(Transaction& tx, UserId user);

void set_placeholder(Transaction& tx, TranscriptId id, OutboxId placeholder);
/// The original is in the store; false where the transcript is gone.
bool set_audio(Transaction& tx, TranscriptId id, std::string const& key, std::string const& sha256);

/// Queues a completed transcript of this user to be heard once more, as `language` or as the settings say.
bool ask_again(Transaction& tx, UserId user, TranscriptId id, std::optional<std::string> const& language);

/// How long the recording is, once it was decoded.
void set_duration(Transaction& tx, TranscriptId id, Duration duration);

/// Changes the status where it is one of the two given; false where it is not (somebody was faster).
bool change_status(Transaction& tx, TranscriptId id, TranscriptStatus from, TranscriptStatus or_from,
                   TranscriptStatus to);

struct Result {
    std::string text;
    std::optional<std::string> language;
    Duration duration{};  ///< zero: a text, without audio
    std::vector<TranscriptSegment> segments;
};
void set_result(Transaction& tx, TranscriptId id, Result const& result, Time now);
void set_made_title(Transaction& tx, TranscriptId id, std::string const& title);

/// The newest of this user's transcripts, where it is a text typed in `chat` that ended at `since` or later.
std::optional<Transcript> find_typed(Transaction& tx, UserId user, ChatId chat, Time since);
/// A typed text went on in `message`, and is `text` now.
void continue_typed(Transaction& tx, TranscriptId id, MessageId message, std::string const& text, Time now);

void set_refusal(Transaction& tx, TranscriptId id, RefusalReason reason, Time now);

}  // namespace aisha::transcript_repository
