// SQL of the inbox.
#include "database/repositories/inbox_repository.hpp"

namespace aisha::inbox_repository {

std::int64_t insert(Transaction& tx, BotId bot, std::vector<Received> const& updates, Time now) {
    if (updates.empty()) return 0;
    std::string sql =
        "INSERT INTO inbox (bot_id, received_at, state, update_id, chat_id, payload, user_id) VALUES ";
    std::vector<SqlValue> parameters{to_sql(bot), to_sql(now)};
    for (auto const& update : updates) {
        auto const first = parameters.size() + 1;
        sql += fmt::format("{}($1, $2, 'pending', ${}, ${}, ${}, ${})", first > 3 ? ", " : "", first,
                           first + 1, first + 2, first + 3);
        parameters.insert(parameters.end(), {to_sql(update.update_id), to_sql(update.chat_id),
                                             to_sql(update.payload), to_sql(update.user_id)});
    }
    return tx.run(sql + " ON CONFLICT (bot_id, update_id) DO NOTHING", parameters).changed;
}

std::vector<Pending> pending(Transaction& tx, BotId bot, InboxId after, std::size_t count) {
    // +bot_id: or SQLite would take the index of all updates of the bot instead of the pending ones.
    return tx.query<Pending>("SELECT id, update_id, chat_id, payload, attempts FROM inbox "
                             "WHERE state = 'pending' AND id > $2 AND +bot_id = $1 ORDER BY id LIMIT $3",
                             bot, after, count);
}

bool mark_handled(Transaction& tx, Pending const& row, Time now) {
    return tx.execute("UPDATE inbox SET state = 'handled', handled_at = $3, "
                      "payload = CASE WHEN chat_id < 0 THEN '{}' ELSE payload END WHERE id = $1 AND state = "
                      "'pending' "
                      "AND NOT EXISTS (SELECT 1 FROM inbox AS earlier WHERE earlier.state = 'pending' "
                      "AND earlier.chat_id = $2 AND earlier.id < $1 AND earlier.bot_id = inbox.bot_id)",
                      row.id, row.chat_id, now) == 1;
}

bool mark_dead(Transaction& tx, InboxId id, std::string const& error, Time now) {
    return tx.execute("UPDATE inbox SET state = 'dead', error = $2, handled_at = $3 WHERE id = $1 AND state "
                      "= 'pending'",
                      id, error, now) == 1;
}

void count_failure(Transaction& tx, InboxId id, std::string const& error) {
    tx.execute("UPDATE inbox SET attempts = attempts + 1, error = $2 WHERE id = $1", id, error);
}

std::int64_t count_pending(Transaction& tx, std::int64_t most) {
    return tx.one<std::int64_t>("SELECT count(*) FROM (SELECT 1 AS one FROM inbox "
                                "WHERE state = 'pending' LIMIT $1) AS pending",
                                most);
}

std::int64_t prune(Transaction& tx, Time before, int count) {
    return tx.execute("DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE state = 'handled' AND "
                      "handled_at < $1 LIMIT $2)",
                      before, count);
}

}  // namespace aisha::inbox_repository
