// The SQL of notes.
#include "database/repositories/note_repository.hpp"

namespace aisha::note_repository {

namespace {

std::string select(std::string_view where) {
    return "SELECT id, transcript_id, user_id, kind, language, status, content, model, answers, chat_id, "
           "message_id, placeholder_id, job_id, asked_at FROM transcript_notes " +
           std::string(where);
}

}  // namespace

std::optional<Note> find(Transaction& tx, UserId user, Key const& key) {
    return tx.find<Note>(select("WHERE transcript_id = $1 AND kind = $2 AND language = $3 AND user_id = $4"),
                         key.transcript, key.kind, key.language, user);
}

std::optional<Note> find(Transaction& tx, UserId user, NoteId id) {
    return tx.find<Note>(select("WHERE id = $1 AND user_id = $2"), id, user);
}

std::optional<Note> find_for_job(Transaction& tx, NoteId id) {
    return tx.find<Note>(select("WHERE id = $1"), id);
}

int count_open(Transaction& tx, UserId user) {
    return tx.one<int>(
        "SELECT count(*) FROM transcript_notes WHERE user_id = $1 AND status IN ('queued', 'working')", user);
}

std::vector<JobId> jobs_in(Transaction& tx, ChatId chat) {
    return tx.query<JobId>(
        "SELECT job_id FROM transcript_notes WHERE chat_id = $1 AND status IN ('queued', 'working')", chat);
}

NoteId ask(Transaction& tx, Asked const& asked, Key const& key, Time now) {
    return tx.one<NoteId>(
        "INSERT INTO transcript_notes (transcript_id, user_id, kind, language, status, answers, chat_id, "
        "message_id, job_id, asked_at) VALUES ($1, $2, $3, $4, $5, '{}', $6, $7, 0, $8) "
        "ON CONFLICT (transcript_id, kind, language) DO UPDATE SET status = excluded.status, "
        "answers = excluded.answers, chat_id = excluded.chat_id, message_id = excluded.message_id, "
        "asked_at = excluded.asked_at, finished_at = NULL RETURNING id",
        key.transcript, asked.user, key.kind, key.language, NoteStatus::queued, asked.chat, asked.message,
        now);
}

void forget(Transaction& tx, TranscriptId transcript) {
    tx.execute(
        "DELETE FROM transcript_notes WHERE transcript_id = $1 AND status NOT IN ('queued', 'working')",
        transcript);
}

void set_work(Transaction& tx, NoteId id, JobId job, OutboxId placeholder) {
    tx.execute("UPDATE transcript_notes SET job_id = $2, placeholder_id = $3 WHERE id = $1", id, job,
               placeholder);
}

bool change_open_status(Transaction& tx, NoteId id, NoteStatus to, Time now) {
    bool const goes_on = to == NoteStatus::queued || to == NoteStatus::working;
    return tx.execute("UPDATE transcript_notes SET status = $2, finished_at = $3 "
                      "WHERE id = $1 AND status IN ('queued', 'working')",
                      id, to, goes_on ? std::nullopt : std::optional(now)) > 0;
}

void reopen(Transaction& tx, NoteId id) {
    tx.execute("UPDATE transcript_notes SET status = $2, finished_at = NULL WHERE id = $1", id,
               NoteStatus::queued);
}

void set_answers(Transaction& tx, NoteId id, std::string const& answers) {
    tx.execute("UPDATE transcript_notes SET answers = $2 WHERE id = $1", id, answers);
}

void set_content(Transaction& tx, NoteId id, std::string const& content, std::string const& model) {
    tx.execute("UPDATE transcript_notes SET content = $2, model = $3, answers = '{}' WHERE id = $1", id,
               content, model);
}

}  // namespace aisha::note_repository
