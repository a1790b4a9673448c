// Updates from Telegram into the durable inbox, and out of it, one chat at a time.
#pragma once

#include "bot/bot.hpp"
#include "bot/router.hpp"
#include "database/database.hpp"
#include "database/repositories/inbox_repository.hpp"

#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace aisha::bot {

/// An update as a row of the inbox, kept in the words it came in; nothing where it has no update_id.
std::optional<inbox_repository::Received> received(json::Value const& update, std::string payload);

/// The way into the inbox, by poll and by webhook alike: commits those that are not there yet and returns how
/// many they were.
awaitable<std::int64_t> keep_updates(Database& database, Clock& clock, BotId bot,
                                     std::vector<inbox_repository::Received> const& updates);

/// The kinds of update that Telegram is asked for.
std::vector<std::string> wanted_updates();

/// Long polling: an update is in the inbox, committed, before the offset moves past it.
class Poller {
public:
    /// `on_received` is called on the loop after each batch that brought something new.
    Poller(Database& database, Clock& clock, Log log, Bot& bot, std::function<void()> on_received);

    /// Polls until `stop`. Survives everything that may pass (409, network, server errors, a full disk);
    /// throws ConfigError where the token is refused (401, 404). Begins with what Telegram has not been
    /// told to forget: what is in the inbox already is known by its update_id and not taken twice.
    awaitable<void> run();
    /// Ends the poll that waits now.
    void stop();

    /// True while the last poll was answered and what it brought is kept (readiness).
    bool healthy() const { return healthy_; }

private:
    awaitable<void> poll_until_stopped();
    awaitable<bool> is_chosen();
    awaitable<void> poll_once();
    awaitable<void> keep(std::vector<json::Value> const& updates);
    awaitable<void> recover(std::exception_ptr error);
    awaitable<void> remove_webhook();
    Duration delay_after(std::exception_ptr const& error);
    void note_trouble(std::string trouble);

    Database& database_;
    Clock& clock_;
    Log log_;
    Bot& bot_;
    std::function<void()> on_received_;
    std::optional<TaskGroup> polling_;
    std::exception_ptr fatal_;
    std::int64_t offset_ = 0;   ///< everything below is in the inbox
    Monotonic chosen_until_{};  ///< then the database is asked again
    int failures_ = 0;          ///< in a row
    std::string trouble_;       ///< what was logged last; empty while all is well
    bool stopping_ = false;
    bool healthy_ = false;
    bool waits_ = false;
};

/// The chat whose order an update of any kind keeps, found without knowing the kind: the chat, else the
/// sender, else 0.
ChatId chat_of(json::Value const& update);

/// Takes updates from the inbox and runs the router, in order within a chat, chats beside each other. An
/// update that keeps failing becomes a dead letter, and `apologise` tells its sender, with a reference that
/// the log has.
class Dispatcher {
public:
    using Apologise = std::function<void(Transaction&, Incoming const&, std::string const& reference)>;
    /// `bot` tells whose updates these are, and answers the presses that no handler answered.
    Dispatcher(asio::any_io_executor executor, Database& database, Clock& clock, Log log, Bot& bot,
               Router const& router, Apologise apologise);

    awaitable<void> run();
    void wake() { wakeup_.notify(); }
    /// Takes no more; `run` returns when those in hand are done. The rest stays in the inbox for the next
    /// start.
    void stop();

private:
    /// What waits for one chat.
    struct Chat {
        std::map<InboxId, inbox_repository::Pending> updates;
        bool running = false;
        bool spinner_stopped = false;  ///< the press in front was answered while it waits to be tried again
        int delays = 0;                ///< in a row
        Monotonic not_before{};
    };
    enum class Handled { done, again };

    awaitable<void> take();
    void start_chats();
    awaitable<void> work_through(ChatId chat);
    awaitable<Handled> handle(Chat& chat, inbox_repository::Pending& update);
    awaitable<Handled> after_failure(Chat& chat, inbox_repository::Pending& update, Incoming const& incoming,
                                     std::exception_ptr error);
    awaitable<void> bury(inbox_repository::Pending const& update, Incoming const* incoming,
                         std::string error);
    void answer_press(Chat& chat, Incoming const& incoming);
    Duration until_next() const;
    awaitable<void> prune();

    asio::any_io_executor executor_;
    Database& database_;
    Clock& clock_;
    Log log_;
    Bot& bot_;
    Router const& router_;
    Apologise apologise_;
    TaskGroup running_;
    Wakeup wakeup_;
    std::map<ChatId, Chat> chats_;  ///< those with updates in memory
    std::size_t in_memory_ = 0;
    InboxId read_up_to_;  ///< the inbox was read up to here …
    bool more_ = true;    ///< … and may have more
    Monotonic reread_at_{};
    Monotonic prune_at_{};
    bool stopping_ = false;
};

}  // namespace aisha::bot
