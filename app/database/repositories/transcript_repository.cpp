// The SQL of transcripts.
#include "database/repositories/transcript_repository.hpp"

#include <string>

namespace aisha::transcript_repository {

namespace {

constexpr std::string_view columns =
    "id, user_id, chat_id, message_id, status, kind, file_id, duration_us, audio_key, language, text, "
    "made_title, placeholder_id, refusal, title, file_name, mime_type, asked_language, hear_anew, created_at";

std::string select(std::string_view rest) {
    return "SELECT " + std::string(columns) + " FROM transcripts " + std::string(rest);
}

}  // namespace

std::optional<TranscriptId> insert(Transaction& tx, Recording const& r, Time now,
                                   std::optional<Time> expires_at) {
    return tx.find<TranscriptId>(
        "INSERT INTO transcripts (user_id, chat_id, message_id, status, kind, file_id, file_unique_id, "
        "file_size, file_name, mime_type, hear_anew, created_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
        "ON CONFLICT (chat_id, message_id, user_id) DO NOTHING RETURNING id",
        r.user_id, r.chat_id, r.message_id, TranscriptStatus::queued, r.kind, r.file_id, r.file_unique_id,
        r.file_size, r.file_name, r.mime_type, r.hear_anew, now, expires_at);
}

std::optional<Transcript> find(Transaction& tx, UserId user, TranscriptId id) {
    return tx.find<Transcript>(select("WHERE id = $1 AND user_id = $2"), id, user);
}

std::optional<Transcript> find_for_job(Transaction& tx, TranscriptId id) {
    return tx.find<Transcript>(select("WHERE id = $1"), id);
}

std::vector<TranscriptSegment> segments(Transaction& tx, TranscriptId id) {
    return tx.query<TranscriptSegment>(
        "SELECT start_s, end_s, text FROM transcript_segments WHERE transcript_id = $1 ORDER BY number", id);
}

std::vector<TranscriptId> unfinished_in(Transaction& tx, ChatId chat) {
    return tx.query<TranscriptId>(
        "SELECT id FROM transcripts WHERE chat_id = $1 AND status IN ('queued', 'working')", chat);
}

std::vector<TranscriptId> failed_in(Transaction& tx, ChatId chat) {
    return tx.query<TranscriptId>("SELECT id FROM transcripts WHERE chat_id = $1 AND status = 'failed'",
                                  chat);
}

std::vector<Transcript> unfinished(Transaction& tx, UserId user) {
    return tx.query<Transcript>(select("WHERE user_id = $1 AND status IN ('queued', 'working')"), user);
}

void set_placeholder(Transaction& tx, TranscriptId id, OutboxId placeholder) {
    tx.execute("UPDATE transcripts SET placeholder_id = $2 WHERE id = $1", id, placeholder);
}

bool set_audio(Transaction& tx, TranscriptId id, std::string const& key, std::string const& sha256) {
    return tx.execute("UPDATE transcripts SET audio_key = $2, audio_sha256 = $3 WHERE id = $1", id, key,
                      sha256) > 0;
}

bool ask_again(Transaction& tx, UserId user, TranscriptId id, std::optional<std::string> const& language) {
    return tx.execute("UPDATE transcripts SET status = 'queued', asked_language = $3, hear_anew = 1 "
                      "WHERE id = $1 AND user_id = $2 AND status = 'completed'",
                      id, user, language) > 0;
}

void set_duration(Transaction& tx, TranscriptId id, Duration duration) {
    tx.execute("UPDATE transcripts SET duration_us = $2 WHERE id = $1", id, duration);
}

bool change_status(Transaction& tx, TranscriptId id, TranscriptStatus from, TranscriptStatus or_from,
                   TranscriptStatus to) {
    return tx.execute("UPDATE transcripts SET status = $4 WHERE id = $1 AND status IN ($2, $3)", id, from,
                      or_from, to) > 0;
}

void set_result(Transaction& tx, TranscriptId id, Result const& result, Time now) {
    tx.execute(
        "UPDATE transcripts SET text = $2, language = $3, duration_us = $4, refusal = NULL, finished_at = $5 "
        "WHERE id = $1",
        id, result.text, result.language,
        result.duration > Duration{} ? std::optional(result.duration) : std::nullopt, now);
    tx.execute("DELETE FROM transcript_segments WHERE transcript_id = $1", id);
    int number = 0;
    for (auto const& segment : result.segments)
        tx.execute("INSERT INTO transcript_segments (transcript_id, number, start_s, end_s, text) "
                   "VALUES ($1, $2, $3, $4, $5)",
                   id, number++, segment.start_s, segment.end_s, segment.text);
}

void set_made_title(Transaction& tx, TranscriptId id, std::string const& title) {
    tx.execute("UPDATE transcripts SET made_title = $2 WHERE id = $1", id, title);
}

std::optional<Transcript> find_typed(Transaction& tx, UserId user, ChatId chat, Time since) {
    return tx.find<Transcript>(
        select("WHERE id = (SELECT max(id) FROM transcripts WHERE user_id = $1 AND status = 'completed') "
               "AND chat_id = $2 AND kind = 'text' AND file_id = '' AND finished_at >= $3"),
        user, chat, since);
}

void continue_typed(Transaction& tx, TranscriptId id, MessageId message, std::string const& text, Time now) {
    tx.execute("UPDATE transcripts SET text = $3, message_id = $2, finished_at = $4 WHERE id = $1", id,
               message, text, now);
}

void set_refusal(Transaction& tx, TranscriptId id, RefusalReason reason, Time now) {
    tx.execute("UPDATE transcripts SET refusal = $2, finished_at = $3 WHERE id = $1", id, reason, now);
}

}  // namespace aisha::transcript_repository
