// SQL of what people and groups choose.
#include "database/repositories/settings_repository.hpp"

namespace aisha::settings_repository {

UserSettings of_user(Transaction& tx, UserId user) {
    return tx
        .find<UserSettings>("SELECT speech_language, vocabulary, time_zone, keep_days FROM user_settings "
                            "WHERE user_id = $1",
                            user)
        .value_or(UserSettings{});
}

void save(Transaction& tx, UserId user, UserSettings const& settings) {
    tx.execute("INSERT INTO user_settings (user_id, speech_language, vocabulary, time_zone, keep_days) "
               "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id) DO UPDATE SET "
               "speech_language = excluded.speech_language, vocabulary = excluded.vocabulary, "
               "time_zone = excluded.time_zone, keep_days = excluded.keep_days",
               user, settings.speech_language, settings.vocabulary, settings.time_zone, settings.keep_days);
}

bool is_automatic(Transaction& tx, ChatId group) {
    return tx.find<bool>("SELECT is_automatic FROM group_settings WHERE chat_id = $1", group).value_or(false);
}

void set_automatic(Transaction& tx, ChatId group, bool automatic, Time now) {
    tx.execute("INSERT INTO group_settings (chat_id, is_automatic, updated_at) VALUES ($1, $2, $3) "
               "ON CONFLICT (chat_id) DO UPDATE SET is_automatic = excluded.is_automatic, "
               "updated_at = excluded.updated_at",
               group, automatic, now);
}

void move_group(Transaction& tx, ChatId from, ChatId to) {
    tx.execute("UPDATE group_settings SET chat_id = $2 WHERE chat_id = $1 AND NOT EXISTS "
               "(SELECT 1 FROM group_settings AS there WHERE there.chat_id = $2)",
               from, to);
}

}  // namespace aisha::settings_repository
