// The job that turns a recording into text.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

namespace aisha::handlers::transcript {

/// Fetches the recording from Telegram (or takes the original from the store), has it recognised, and
/// replies.
struct TranscribeRecording {
    static constexpr std::string_view kind = "transcribe_recording";
    TranscriptId transcript;
};
BOOST_DESCRIBE_STRUCT(TranscribeRecording, (), (transcript))

/// How it is run: several at once, not all of one person's, waiting for the speech service up to a day; no
/// more than `per_minute` are begun in a minute, where that is not 0.
JobPolicy transcribe_policy(int per_minute);

/// The text as a series of messages, the first in reply to the recording; then the placeholder goes.
void send_text(Context& context, Transaction& tx, Transcript const& transcript, std::string const& text);

/// Done with the text as a series of replies, or Refused with the reason in words. Throws Unavailable while
/// something is away; the person is shown that the bot waits.
awaitable<Outcome> transcribe(Context& context, TranscribeRecording job, JobRun run);

/// Tells the person that it failed for good, with a button to try again.
void transcribe_failed(Context& context, Transaction& tx, TranscribeRecording const& job,
                       JobFailure const& failure);

}  // namespace aisha::handlers::transcript
