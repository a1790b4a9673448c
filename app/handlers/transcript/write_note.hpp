// The jobs that ask the chat model: notes, and titles.
#pragma once

#include "database/models/note.hpp"
#include "handlers/context.hpp"
#include "jobs/worker.hpp"

namespace aisha::handlers::transcript {

/// Has a note written from the whole text of its transcript, and sends it.
struct WriteNote {
    static constexpr std::string_view kind = "write_note";
    NoteId note;
};
BOOST_DESCRIBE_STRUCT(WriteNote, (), (note))

/// Gives a transcript a title, silently.
struct WriteTitle {
    static constexpr std::string_view kind = "write_title";
    TranscriptId transcript;
};
BOOST_DESCRIBE_STRUCT(WriteTitle, (), (transcript))

/// How they are run, what they do, and what is said when they failed for good: nothing of a title, for a text
/// without one is called by its first words.
JobPolicy write_note_policy();
awaitable<Outcome> write_note(Context& context, WriteNote job, JobRun run);
void write_note_failed(Context& context, Transaction& tx, WriteNote const& job, JobFailure const& failure);
/// Whoever may has cancelled the work, or wants it tried again (JobQueue::when).
void write_note_cancelled(Context& context, Transaction& tx, WriteNote const& job);
void write_note_retried(Context& context, Transaction& tx, WriteNote const& job);
JobPolicy write_title_policy();
awaitable<Outcome> write_title(Context& context, WriteTitle job, JobRun run);
void write_title_failed(Context& context, Transaction& tx, WriteTitle const& job, JobFailure const& failure);

/// Has a title made of a text that has just become that of `transcript`, where there is a chat model and the
/// text is longer than a title.
void ask_for_title(Context& context, Transaction& tx, Transcript const& transcript, std::string_view text);

/// Sends a note that is ready to the chat it belongs to, in reply to its message.
void send_note(Context& context, Transaction& tx, Language language, Note const& note);

}  // namespace aisha::handlers::transcript
