// The SQL of users.
#include "database/repositories/user_repository.hpp"

#include "core/utf.hpp"

namespace aisha::user_repository {

namespace {

std::string const columns =
    "id, first_name, telegram_language, language, unreachable_since, admitted_at, banned_at, turned_away_at";

}  // namespace

User touch(Transaction& tx, Seen const& seen, Time now) {
    static std::string const sql =
        "INSERT INTO users (id, first_name, last_name, username, telegram_language, search_name, created_at, "
        "seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7) "
        "ON CONFLICT (id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name, "
        "username = excluded.username, telegram_language = excluded.telegram_language, "
        "search_name = excluded.search_name, seen_at = excluded.seen_at, unreachable_since = NULL "
        "RETURNING " +
        columns;
    auto const name = seen.last_name ? seen.first_name + " " + *seen.last_name : seen.first_name;
    return tx.one<User>(sql, seen.id, seen.first_name, seen.last_name, seen.username, seen.telegram_language,
                        utf::lower_case(name), now);
}

std::optional<User> find(Transaction& tx, UserId id) {
    static std::string const sql = "SELECT " + columns + " FROM users WHERE id = $1";
    return tx.find<User>(sql, id);
}

void set_language(Transaction& tx, UserId id, Language language) {
    tx.execute("UPDATE users SET language = $2 WHERE id = $1", id, language);
}

void mark_unreachable(Transaction& tx, UserId id, Time now) {
    tx.execute("UPDATE users SET unreachable_since = $2 WHERE id = $1 AND unreachable_since IS NULL", id,
               now);
}

void admit(Transaction& tx, UserId id, Time now) {
    tx.execute(
        "UPDATE users SET admitted_at = $2, turned_away_at = NULL WHERE id = $1 AND admitted_at IS NULL", id,
        now);
}

void ban(Transaction& tx, UserId id, Time now) {
    tx.execute("UPDATE users SET banned_at = $2, turned_away_at = NULL WHERE id = $1 AND banned_at IS NULL",
               id, now);
}

void unban(Transaction& tx, UserId id) {
    tx.execute("UPDATE users SET banned_at = NULL, turned_away_at = NULL WHERE id = $1", id);
}

void set_turned_away(Transaction& tx, UserId id, Time now) {
    tx.execute("UPDATE users SET turned_away_at = $2 WHERE id = $1", id, now);
}

}  // namespace aisha::user_repository
