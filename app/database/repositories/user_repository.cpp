// The SQL of users.
#include "database/repositories/user_repository.hpp"

namespace aisha::user_repository {

User touch(Transaction& tx, Seen const& seen, Time now) {
    return tx.one<User>(
        "INSERT INTO users (id, first_name, last_name, username, telegram_language, created_at, seen_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $6) "
        "ON CONFLICT (id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, "
        "username = excluded.username, telegram_language = excluded.telegram_language, "
        "seen_at = excluded.seen_at, unreachable_since = NULL "
        "RETURNING id, first_name, telegram_language, language, unreachable_since",
        seen.id, seen.first_name, seen.last_name, seen.username, seen.telegram_language, now);
}

std::optional<User> find(Transaction& tx, UserId id) {
    return tx.find<User>(
        "SELECT id, first_name, telegram_language, language, unreachable_since FROM users WHERE id = $1", id);
}

void set_language(Transaction& tx, UserId id, Language language) {
    tx.execute("UPDATE users SET language = $2 WHERE id = $1", id, language);
}

void mark_unreachable(Transaction& tx, UserId id, Time now) {
    tx.execute("UPDATE users SET unreachable_since = $2 WHERE id = $1 AND unreachable_since IS NULL", id,
               now);
}

}  // namespace aisha::user_repository
