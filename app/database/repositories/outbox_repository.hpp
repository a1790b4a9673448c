// The SQL of the outbox: messages on their way out.
#pragma once

#include "database/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisha::outbox_repository {

/// A call to make. The chat is not in the payload: it may change until then.
struct Outgoing {
    ChatId chat_id;
    std::string method;
    json::Value payload;                ///< parameters without chat_id
    std::optional<OutboxId> target_id;  ///< the row whose message this one is about
    std::optional<UserId> user_id{};    ///< whose words it holds
};

OutboxId insert(Transaction& tx, Outgoing const& outgoing, Time now);

/// The message a row brought; nothing where it brought none (yet).
std::optional<MessageId> message_of(Transaction& tx, OutboxId id);

/// A row that this process is to send now.
struct Claimed {
    OutboxId id;
    ChatId chat_id;
    std::string method;
    json::Value payload;
    int attempts = 0;  ///< this one included
    std::optional<OutboxId> target_id;
};
BOOST_DESCRIBE_STRUCT(Claimed, (), (id, chat_id, method, payload, attempts, target_id))

/// Marks the oldest open row of each chat as being sent and counts the attempt, where the row is due; at
/// most `count` chats, those that wait longest. A row that is being sent or not due holds up its chat.
std::vector<Claimed> claim(Transaction& tx, std::int64_t epoch, Time now, std::size_t count);

/// What became of rows that were being sent. Each does nothing where the row is not being sent by `epoch`.
void finish_sent(Transaction& tx, std::int64_t epoch, OutboxId id, std::optional<MessageId> message,
                 Time now);
void finish_failed(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& error, Time now);
void finish_unknown(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& error, Time now);
/// To be sent again from `run_at`, after a send that may have arrived.
void repeat(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& error, Time run_at);
/// The same after a send that certainly did not: the attempt is given back.
void postpone(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& error, Time run_at);
/// The same as another call.
void change(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& method,
            json::Value const& payload, std::string const& error);

/// Sent, and the same row brings more: it is pending again as another call, all attempts before it.
void go_on(Transaction& tx, std::int64_t epoch, OutboxId id, std::string const& method,
           json::Value const& payload, Time now);
/// Sent, and nobody is to know of it any more.
void forget(Transaction& tx, std::int64_t epoch, OutboxId id);

/// Fails what waited for `chat` at `before` already; returns how many rows.
std::int64_t fail_waiting(Transaction& tx, ChatId chat, Time before, std::string const& error, Time now);
/// Everything open for `from` goes to `to`.
void move_chat(Transaction& tx, ChatId from, ChatId to);

/// Rows whose sender is gone (instance_repository): those that may be repeated are pending again, the others
/// unknown.
struct Recovered {
    std::int64_t repeated = 0;
    std::vector<OutboxId> unknown;
};
Recovered recover(Transaction& tx, int tries_max, Time now);

/// How many rows wait or are being sent; counted up to `most`.
std::int64_t count_open(Transaction& tx, std::int64_t most);

/// Deletes at most `count` rows that were finished before `before`; returns how many.
std::int64_t prune(Transaction& tx, Time before, int count);

}  // namespace aisha::outbox_repository
