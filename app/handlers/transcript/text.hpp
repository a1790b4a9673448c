// Texts that people send instead of recordings: typed, or as files.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

namespace aisha::handlers::transcript {

/// Fetches a text file from Telegram and makes it a transcript without audio.
struct ReadText {
    static constexpr std::string_view kind = "read_text";
    TranscriptId transcript;
};
BOOST_DESCRIBE_STRUCT(ReadText, (), (transcript))

/// True for a document in a private chat that is a text by its name (services/transcript/text_file.hpp).
bool has_text_file(bot::Incoming const& incoming);

/// Takes a text file in: a row, a job, and a sign of life at once.
void receive_text_file(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// "Try again" under the apology for one of this person's.
void retry_text_file(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
                     TranscriptId id);
/// A text in a private chat that answers no question: a long one becomes a transcript with the buttons for
/// notes, together with the messages that Telegram's app cut it into. False for a short one, with which
/// nothing is done.
bool take_typed_text(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person);

/// How it is run, what it does, and what is said when it failed for good.
JobPolicy read_text_policy();
awaitable<Outcome> read_text(Context& context, ReadText job, JobRun run);
void read_text_failed(Context& context, Transaction& tx, ReadText const& job, JobFailure const& failure);
/// Whoever may has cancelled the work, or wants it tried again (JobQueue::when).
void read_text_cancelled(Context& context, Transaction& tx, ReadText const& job);
void read_text_retried(Context& context, Transaction& tx, ReadText const& job);

}  // namespace aisha::handlers::transcript
