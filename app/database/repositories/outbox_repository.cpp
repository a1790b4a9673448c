// SQL of the outbox.
#include "database/repositories/outbox_repository.hpp"

#include "database/repositories/instance_repository.hpp"

#include <algorithm>

namespace aisha::outbox_repository {

OutboxId insert(Transaction& tx, Outgoing const& outgoing, Time now) {
    return tx.one<OutboxId>(
        "INSERT INTO outbox (chat_id, method, payload, target_id, state, run_at, created_at, user_id) "
        "VALUES ($1, $2, $3, $4, 'pending', $5, $5, $6) RETURNING id",
        outgoing.chat_id, outgoing.method, outgoing.payload, outgoing.target_id, now, outgoing.user_id);
}

std::optional<MessageId> message_of(Transaction& tx, OutboxId id) {
    auto const found = tx.find<std::optional<MessageId>>("SELECT message_id FROM outbox WHERE id = $1", id);
    return found.value_or(std::nullopt);
}

std::vector<Claimed> claim(Transaction& tx, std::int64_t epoch, Time now, std::size_t count) {
    // From chat to chat along the index: the cost goes by the chats that wait, not by their messages.
    auto rows = tx.query<Claimed>(
        "WITH RECURSIVE chats (chat_id) AS ("
        "  SELECT min(chat_id) FROM outbox WHERE state IN ('pending', 'sending')"
        "  UNION ALL SELECT (SELECT min(chat_id) FROM outbox"
        "    WHERE state IN ('pending', 'sending') AND chat_id > chats.chat_id)"
        "  FROM chats WHERE chats.chat_id IS NOT NULL) "
        "UPDATE outbox SET state = 'sending', epoch = $1, attempts = attempts + 1 WHERE id IN ("
        "  SELECT head.id FROM chats CROSS JOIN outbox AS head"
        "  WHERE head.id = (SELECT min(id) FROM outbox"
        "    WHERE state IN ('pending', 'sending') AND chat_id = chats.chat_id)"
        "  AND head.state = 'pending' AND head.run_at <= $2 ORDER BY head.id LIMIT $3) "
        "RETURNING id, chat_id, method, payload, attempts, target_id",
        epoch, now, count);
    std::ranges::sort(rows, {}, &Claimed::id);
    return rows;
}

void finish_sent(Transaction& tx, std::int64_t epoch, OutboxId id, std::optional<MessageId> message,
                 Time now) {
    tx.execute("UPDATE outbox SET state = 'sent', message_id = $3, finished_at = $4 "
               "WHERE id = $1 AND epoch = $2 AND state = 'sending'",
               id, epoch, message, now);
}

void finish_failed(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& error, Time now) {
    tx.execute("UPDATE outbox SET state = 'failed', error = $3, finished_at = $4 "
               "WHERE id = $1 AND epoch = $2 AND state = 'sending'",
               id, epoch, error, now);
}

void finish_unknown(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& error, Time now) {
    tx.execute("UPDATE outbox SET state = 'unknown', error = $3, finished_at = $4 "
               "WHERE id = $1 AND epoch = $2 AND state = 'sending'",
               id, epoch, error, now);
}

void repeat(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& error, Time run_at) {
    tx.execute("UPDATE outbox SET state = 'pending', error = $3, run_at = $4 "
               "WHERE id = $1 AND epoch = $2 AND state = 'sending'",
               id, epoch, error, run_at);
}

void postpone(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& error, Time run_at) {
    tx.execute("UPDATE outbox SET state = 'pending', error = $3, run_at = $4, attempts = attempts - 1 "
               "WHERE id = $1 AND epoch = $2 AND state = 'sending'",
               id, epoch, error, run_at);
}

void change(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& method,
            json::Value const& payload, std::string const& error) {
    tx.execute(
        "UPDATE outbox SET state = 'pending', error = $3, method = $4, payload = $5, attempts = attempts - 1 "
        "WHERE id = $1 AND epoch = $2 AND state = 'sending'",
        id, epoch, error, method, payload);
}

void go_on(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& method,
           json::Value const& payload, Time now) {
    tx.execute("UPDATE outbox SET state = 'pending', error = NULL, method = $3, payload = $4, attempts = 0, "
               "run_at = $5 WHERE id = $1 AND epoch = $2 AND state = 'sending'",
               id, epoch, method, payload, now);
}

void forget(Transaction& tx, std::int64_t epoch, OutboxId id) {
    tx.execute("DELETE FROM outbox WHERE id = $1 AND epoch = $2 AND state = 'sending'", id, epoch);
}

std::int64_t fail_waiting(Transaction& tx, ChatId chat, Time before, std::string const& error, Time now) {
    return tx.execute(
        "UPDATE outbox SET state = 'failed', error = $3, finished_at = $4 "
        "WHERE chat_id = $1 AND state IN ('pending', 'sending') AND state = 'pending' AND created_at <= $2",
        chat, before, error, now);
}

void move_chat(Transaction& tx, ChatId from, ChatId to) {
    tx.execute("UPDATE outbox SET chat_id = $2 WHERE chat_id = $1 AND state IN ('pending', 'sending')", from,
               to);
}

Recovered recover(Transaction& tx, int tries_max, Time now) {
    static auto const held_in_vain = "state IN ('pending', 'sending') AND state = 'sending' AND " +
                                     std::string(instance_repository::epoch_is_void);
    Recovered recovered;
    // Calls that are no sends may be repeated at will.
    recovered.unknown = tx.query<OutboxId>(
        "UPDATE outbox SET state = 'unknown', error = 'the process ended during the send', finished_at = $2 "
        "WHERE " +
            held_in_vain + " AND attempts >= $1 AND method LIKE 'send%' RETURNING id",
        tries_max, now);
    recovered.repeated = tx.execute("UPDATE outbox SET state = 'pending' WHERE " + held_in_vain);
    return recovered;
}

std::int64_t count_open(Transaction& tx, std::int64_t most) {
    return tx.one<std::int64_t>("SELECT count(*) FROM (SELECT 1 AS one FROM outbox "
                                "WHERE state IN ('pending', 'sending') LIMIT $1) AS open",
                                most);
}

std::int64_t prune(Transaction& tx, Time before, int count) {
    return tx.execute("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox "
                      "WHERE state NOT IN ('pending', 'sending') AND finished_at < $1 LIMIT $2)",
                      before, count);
}

}  // namespace aisha::outbox_repository
