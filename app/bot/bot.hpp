// Calls to the Bot API, and the one place that knows what its errors mean.
#pragma once

#include "bot/methods.hpp"
#include "core/async.hpp"
#include "core/secret.hpp"
#include "net/http.hpp"

#include <atomic>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace aisha::bot {

/// How deep Telegram's JSON may be: updates quote messages, and messages nest rich text.
inline constexpr std::size_t answer_depth_max = 256;

/// Telegram said no, in JSON. Names the method and Telegram's words, never the URL.
class ApiError : public std::runtime_error {
public:
    ApiError(std::string_view method, int code, std::string description,
             std::optional<std::chrono::seconds> retry_after, std::optional<ChatId> migrate_to);
    int code() const { return code_; }
    std::string const& description() const { return description_; }
    std::optional<std::chrono::seconds> retry_after() const { return retry_after_; }
    std::optional<ChatId> migrate_to() const { return migrate_to_; }

private:
    int code_;
    std::string description_;
    std::optional<std::chrono::seconds> retry_after_;
    std::optional<ChatId> migrate_to_;
};

/// What to do about a failed call, by `remedy`. The policy of
/// https://core.telegram.org/bots/api#making-requests and of what the servers are known to do.
enum class Remedy {
    done,         ///< as good as done ("message is not modified", "query is too old", deleting what is gone)
    wait,         ///< 429, or a server error answered in JSON: again after retry_after or a growing delay
    maybe_sent,   ///< the answer was lost: a send is repeated once
    unreachable,  ///< blocked, deactivated, kicked: no more to this chat
    migrated,     ///< again to migrate_to
    without_reply,  ///< the message replied to is gone
    plain_text,     ///< the markup is wrong: again without it
    send_anew,      ///< the message to edit is gone
    give_up         ///< a mistake of ours
};

struct BotConfig {
    Secret token;  ///< digits:letters
    std::string api_url = "https://api.telegram.org";
    bool local_files = false;  ///< the server is on this machine and names paths
};

class Bot {
public:
    /// Throws ConfigError where the token has not the form digits:letters.
    Bot(net::Transport& transport, asio::any_io_executor executor, Clock& clock, Log log, BotConfig config);

    /// The bot's own id, from the token.
    BotId id() const { return id_; }

    /// What Telegram calls the bot, once it has said so; empty until then. From any thread.
    std::string username() const { return has_username_ ? username_ : std::string(); }
    /// To be called once.
    void set_username(std::string username) {
        if (has_username_) return;
        username_ = std::move(username);
        has_username_ = true;
    }

    /// The only way out. Throws ApiError where Telegram refuses, TransportError or Unavailable where no
    /// JSON came.
    template <Method M>
    awaitable<typename M::Result> call(M method, Duration timeout = limits::telegram_timeout) {
        co_return json::read<typename M::Result>(
            co_await call_json(std::string(M::name), json::write(method), timeout));
    }

    /// The same with the method's name and parameters as they stand in the outbox.
    awaitable<json::Value> call_json(std::string method, json::Value parameters, Duration timeout);

    /// Sends at once and forgets: for what may be lost (chat actions, drafts, progress edits, answers to
    /// presses). While one is on its way, the next for the same draft or message waits, and a newer one
    /// takes its place. Nothing goes to a chat that Telegram asked us to leave alone for a while. A failure
    /// is logged at debug level. From the loop only.
    template <Method M>
    void fire(M const& method) {
        fire_json(std::string(M::name), json::write(method));
    }

    /// The same with a file, which is streamed from disk: `file` is the part, named as the parameter it is.
    awaitable<json::Value> upload(std::string method, json::Value parameters, net::Part file,
                                  Duration timeout);

    /// Where the bytes of a file are now: downloaded into `to`, or, from a local server, where it keeps them;
    /// that place is only to be read. https://core.telegram.org/bots/api#using-a-local-bot-api-server
    /// Throws as `download`.
    awaitable<std::filesystem::path> fetch(std::string file_id, std::filesystem::path to);

    /// Downloads a file into `to`. Throws Refusal(file_too_big | file_gone), Unavailable for everything
    /// that may pass (429 and server errors too), ApiError otherwise. Telegram says the same of a file that
    /// is gone and of one that is away for a moment, so it is asked a few times, over some seconds, before
    /// the file is gone.
    awaitable<void> download(std::string file_id, std::filesystem::path to);

    /// Largest file that can be fetched.
    limits::Bytes download_max() const;

    /// Cancels and awaits what `fire` began.
    awaitable<void> drain();

private:
    void fire_json(std::string method, json::Value parameters);
    awaitable<void> fire_in_turn(std::string turn, std::string method, json::Value parameters);
    awaitable<void> fire_once(std::string method, json::Value parameters);
    /// Nothing where Telegram does not have the file now.
    awaitable<std::optional<std::filesystem::path>> fetch_once(std::string file_id, std::filesystem::path to);
    awaitable<bool> download_path(std::string const& file_path, std::filesystem::path const& to);
    awaitable<json::Value> post(net::Request request, std::string method, json::Value parameters,
                                Duration timeout);
    json::Value result_of(std::string const& method, net::Response const& response) const;
    void note_slowdown(json::Value const& parameters, ApiError const& error);
    bool slowed(json::Value const& parameters) const;

    net::Transport& transport_;
    Clock& clock_;
    Log log_;
    BotConfig config_;
    BotId id_;
    std::string username_;
    std::atomic<bool> has_username_ = false;
    TaskGroup fired_;
    std::map<ChatId, Monotonic> slowed_until_;
    /// What `fire` has on its way, by what it would change, and what waits behind it.
    std::map<std::string, std::optional<std::pair<std::string, json::Value>>, std::less<>> turns_;
};

/// What to do about the error of a call to `method`.
Remedy remedy(std::string_view method, std::exception_ptr const& error);

}  // namespace aisha::bot
