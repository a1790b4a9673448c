// Messages that must arrive: rows written in the caller's transaction, sent in order per chat, chats in
// parallel.
#pragma once

#include "bot/bot.hpp"
#include "database/database.hpp"
#include "database/repositories/outbox_repository.hpp"

#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace aisha::bot {

/// Rows go pending → sending → sent | failed | unknown. A refused connection or an error that Telegram
/// answered is tried again as long as it takes; a send whose answer was lost (connection dropped, timeout,
/// HTML from a gateway) is repeated once, as soon as the Bot API answers at all, and then left as unknown.
/// What a process had in hand when it died is sent again by the next (limits::send_deaths_max). Edits and
/// deletions may be repeated at will.
class Outbox {
public:
    struct Options {
        std::int64_t epoch = 0;  ///< instance_repository::begin_epoch, the same as the workers'
    };
    /// `unreachable` is called in the transaction that finds that a chat cannot be written to any more.
    Outbox(asio::any_io_executor executor, Database& database, Clock& clock, Log log, Bot& bot,
           Options options, std::function<void(Transaction&, ChatId)> unreachable);

    /// Writes a message; it leaves after the commit, after all that was written for this chat before it.
    OutboxId send(Transaction& tx, SendMessage const& message);
    /// Edits or deletes likewise.
    OutboxId edit(Transaction& tx, EditMessageText const& edit);
    OutboxId remove(Transaction& tx, DeleteMessage const& removal);
    /// Deletes the message that outbox row `sent` brought or will bring.
    OutboxId remove_sent(Transaction& tx, ChatId chat, OutboxId sent);
    /// What waits for `chat` is not sent any more; `why` is recorded.
    void drop(Transaction& tx, ChatId chat, std::string const& why);
    /// The message that a row brought, once it is known.
    std::optional<MessageId> message_of(Transaction& tx, OutboxId id);

    /// Sends until `stop`; first it takes up what was left in `sending` by a process that died.
    awaitable<void> run();
    /// An instance has been found dead: takes up what it was sending.
    void take_over();
    /// Sends what is pending now, then `run` returns; what cannot be sent stays for the next start.
    void stop();
    /// Breaks off what is being sent; the next start sends it once more.
    void cancel();

private:
    using Claimed = outbox_repository::Claimed;
    /// What is to be written about a row that was sent or not.
    struct Record {
        OutboxId id;
        std::function<void(Transaction&)> write;
    };

    OutboxId insert(Transaction& tx, ChatId chat, std::string_view method, json::Value payload,
                    std::optional<OutboxId> target = {});
    awaitable<void> turn();
    std::vector<Claimed> write_turn(Transaction& tx, std::vector<Record> const& records, std::size_t room,
                                    bool recovers);
    bool resolve_target(Transaction& tx, Claimed& row);
    awaitable<void> record_one_by_one(std::vector<Record> records);
    awaitable<void> deliver(Claimed row);
    Record after_answer(Claimed const& row, json::Value const& answer);
    Record after_error(Claimed const& row, Time began, std::exception_ptr const& error);
    Record after_lost_answer(Claimed const& row, std::string const& error);
    Record given_back(Claimed const& row);
    Record postponed(Claimed const& row, std::exception_ptr const& error);
    Record migrated(Claimed const& row, ChatId to, std::string const& error);
    Record failed(Claimed const& row, std::string const& error);
    Record changed(Claimed const& row, Remedy how, std::string const& error);
    Duration delay_after(Claimed const& row, std::exception_ptr const& error);
    Duration until_next();
    awaitable<void> prune();

    asio::any_io_executor executor_;
    Database& database_;
    Clock& clock_;
    Log log_;
    Bot& bot_;
    Options options_;
    std::function<void(Transaction&, ChatId)> unreachable_;
    TaskGroup sending_;
    Wakeup wakeup_;
    std::vector<Record> records_;               ///< not written yet
    std::multiset<Time> due_;                   ///< when postponed rows are to be looked at
    std::map<ChatId, int> waits_;               ///< sends in a row that were not taken
    std::map<ChatId, Monotonic> slowed_until_;  ///< chats that Telegram told us to slow down in
    Monotonic paused_until_{};                  ///< the whole bot
    Monotonic prune_at_{};
    bool recover_due_ = true;
    bool answer_lost_ = false;  ///< and the Bot API has not answered since
    bool work_left_ = false;    ///< the last turn found something to do
    bool stopping_ = false;
    bool cancelled_ = false;
};

}  // namespace aisha::bot
