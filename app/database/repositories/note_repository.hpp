// The SQL of notes.
#pragma once

#include "database/database.hpp"
#include "database/models/note.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisha::note_repository {

/// Which note of a transcript.
struct Key {
    TranscriptId transcript;
    NoteKind kind = NoteKind::summary;
    std::string language;  ///< of a translation; else empty
};

/// A note of this user.
std::optional<Note> find(Transaction& tx, UserId user, Key const& key);
std::optional<Note> find(Transaction& tx, UserId user, NoteId id);
/// For the note's own job, which has no user.
std::optional<Note> find_for_job(Transaction& tx, NoteId id);

/// How many of this user's notes are in work or wait for it.
int count_open(Transaction& tx, UserId user);

/// Who works on the notes that were asked for in this chat.
std::vector<JobId> jobs_in(Transaction& tx, ChatId chat);

/// Where a note was asked for.
struct Asked {
    UserId user;
    ChatId chat;
    MessageId message;
};
/// Adds the note as queued, or queues the one there is anew; what it held stays until it is replaced.
NoteId ask(Transaction& tx, Asked const& asked, Key const& key, Time now);
/// The text of the transcript is another now: notes that are ready are not of it any more. What is in work
/// stays.
void forget(Transaction& tx, TranscriptId transcript);
/// Who works on it, and the message that says so.
void set_work(Transaction& tx, NoteId id, JobId job, OutboxId placeholder);

/// From queued or working; false where it is neither (stopped meanwhile).
bool change_open_status(Transaction& tx, NoteId id, NoteStatus to, Time now);
/// To be written after all, though it was over.
void reopen(Transaction& tx, NoteId id);
/// Keeps what the model has answered so far, a JSON object.
void set_answers(Transaction& tx, NoteId id, std::string const& answers);
/// What came of it, a JSON object, and who made it.
void set_content(Transaction& tx, NoteId id, std::string const& content, std::string const& model);

}  // namespace aisha::note_repository
