// The list of what is somebody's, and its SQL.
#include "database/repositories/personal_data_repository.hpp"

#include <array>

namespace aisha::personal_data_repository {

namespace {

constexpr auto all_rules = std::to_array<Rule>({
    {"search_terms", "user_id = $1", "", ""},
    {"searches", "user_id = $1", "id, words, created_at", ""},
    {"transcript_pieces", "transcript_id IN (SELECT id FROM transcripts WHERE user_id = $1)", "", ""},
    {"transcript_notes", "user_id = $1",
     "id, transcript_id, kind, language, status, content, model, asked_at, finished_at", ""},
    {"transcript_segments", "transcript_id IN (SELECT id FROM transcripts WHERE user_id = $1)", "", ""},
    {"transcripts", "user_id = $1",
     "id, chat_id, message_id, status, kind, file_id, file_unique_id, file_size, file_name, mime_type, "
     "duration_us, audio_key, audio_sha256, language, refusal, title, made_title, asked_language, "
     "created_at, finished_at, expires_at",
     "SELECT coalesce(audio_key, 'transcripts/' || user_id || '/' || id || '/original') FROM transcripts "
     "WHERE user_id = $1"},
    // Their objects are in a store of their own: AvatarService::objects_of.
    {"avatar_photos", "user_id = $1",
     "id, avatar_id, chat_id, message_id, source, file_id, file_unique_id, replaces, verdict, problem, "
     "duplicate_of, warnings, quality, object_key, preview_key, sha256, format, bytes, width, height, faces, "
     "created_at, judged_at",
     ""},
    {"avatar_consents", "user_id = $1", "*", ""},
    {"avatars", "user_id = $1",
     "id, name, training_type, gender, status, is_main, created_at, updated_at, trigger_phrase, "
     "finetune_comment, training_error",
     ""},
    {"quota_usage", "user_id = $1", "kind, item_id, day, amount, given_back", ""},
    {"conversations", "user_id = $1", "*", ""},
    {"user_settings", "user_id = $1", "*", ""},
    {"inbox", "user_id = $1 AND state <> 'pending'", "*", "",
     "payload = '{}', error = NULL, chat_id = 0, user_id = NULL"},
    {"outbox", "user_id = $1", "*", "",
     "payload = '{}', error = NULL, chat_id = 0, user_id = NULL, finished_at = coalesce(finished_at, "
     "created_at), state = CASE WHEN state = 'pending' THEN 'failed' ELSE state END"},
    {"jobs", "owner = $1", "id, kind, payload, state, created_at, finished_at", "",
     "payload = '{}', last_error = NULL, unique_key = NULL, owner = NULL, "
     "finished_at = coalesce(finished_at, created_at), "
     "state = CASE WHEN state IN ('available', 'running') THEN 'cancelled' ELSE state END"},
    {"users", "id = $1", "*", ""},
});

constexpr auto nobodys =
    std::to_array<std::string_view>({"schema_migrations", "instances", "group_settings", "job_starts",
                                     // Admins', who answer for the service.
                                     "invites", "warnings"});

json::Value json_of(SqlValue const& value) {
    return std::visit(
        []<class T>(T const& one) -> json::Value {
            if constexpr (std::is_same_v<T, std::monostate>) return nullptr;
            else return json::write(one);
        },
        value);
}

}  // namespace

std::span<Rule const> rules() { return all_rules; }
std::span<std::string_view const> impersonal_tables() { return nobodys; }

json::Array exported_rows(Transaction& tx, UserId user, Rule const& rule) {
    json::Array rows;
    if (rule.exported.empty()) return rows;
    auto const result = tx.run(
        fmt::format("SELECT {} FROM {} WHERE {}", rule.exported, rule.table, rule.rows), {to_sql(user)});
    for (auto const& row : result.rows) {
        json::Object object;
        for (std::size_t column = 0; column < row.size(); ++column)
            object[result.columns[column]] = json_of(row[column]);
        rows.push_back(std::move(object));
    }
    return rows;
}

std::vector<std::string> object_keys(Transaction& tx, UserId user) {
    std::vector<std::string> keys;
    for (auto const& rule : all_rules) {
        if (rule.object_keys.empty()) continue;
        auto found = tx.query<std::string>(rule.object_keys, user);
        keys.insert(keys.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }
    return keys;
}

bool knows(Transaction& tx, UserId user) {
    return tx.find<std::int64_t>("SELECT 1 FROM users WHERE id = $1", user).has_value();
}

void erase(Transaction& tx, UserId user, JobId but, std::string const& payload) {
    tx.execute("UPDATE jobs SET payload = $2, unique_key = NULL, owner = NULL WHERE id = $1", but, payload);
    for (auto const& rule : all_rules)
        tx.execute(rule.blank.empty()
                       ? fmt::format("DELETE FROM {} WHERE {}", rule.table, rule.rows)
                       : fmt::format("UPDATE {} SET {} WHERE {}", rule.table, rule.blank, rule.rows),
                   user);
}

}  // namespace aisha::personal_data_repository
