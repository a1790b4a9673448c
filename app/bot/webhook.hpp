// Updates by webhook: Telegram delivers them to our HTTP server. https://core.telegram.org/bots/webhooks
#pragma once

#include "bot/updates.hpp"
#include "net/http_server.hpp"

#include <filesystem>

namespace aisha::bot {

/// Where deliveries arrive, below PUBLIC_URL.
inline constexpr std::string_view webhook_path = "/telegram/webhook";

/// The secret that is kept in `file`, made at random where there is none. Throws ConfigError where the file
/// cannot be written or has no secret in it.
Secret kept_webhook_secret(Clock& clock, std::filesystem::path const& file);

/// What Telegram is told.
struct WebhookConfig {
    std::string public_url;  ///< without webhook_path
    Secret secret;           ///< comes with every delivery
};

/// Takes deliveries, each answered with 200 only when it is in the inbox, committed; and sees to it that
/// Telegram goes on delivering.
class Webhook {
public:
    /// `on_received` is called on the loop after each delivery that brought something new. While `may_take`
    /// says no, deliveries are told to come again later.
    Webhook(
        Database& database, Clock& clock, Log log, Bot& bot, WebhookConfig config,
        std::function<void()> on_received, std::function<bool()> may_take = [] { return true; });

    /// Tells Telegram where to deliver, however long it takes, and looks after it until `stop`: errors that
    /// Telegram reports are logged, a webhook that somebody replaced is set again. Throws ConfigError where
    /// the token is refused (401, 404).
    awaitable<void> run();
    /// From now on deliveries are told to come again later, and `run` ends.
    void stop();

    /// Answers one delivery. 401 without our secret, 413 for a body over limits::webhook_body_max, 400 for
    /// one that is no update; 503 while we are stopping, the database is away, or
    /// limits::webhook_deliveries_max others are in work: Telegram keeps the update and comes again.
    awaitable<net::OutgoingResponse> receive(net::IncomingRequest request);

    /// True while Telegram knows where to deliver and reports no new errors (readiness).
    bool healthy() const { return registered_ && !failing_; }

    /// Why Telegram cannot deliver, as it says; nothing while it can. From the loop only.
    std::optional<std::string> trouble() const;

private:
    awaitable<void> look_after();
    awaitable<void> set();
    awaitable<void> check();
    awaitable<net::OutgoingResponse> take(std::string const& body);
    void note_errors(WebhookInfo const& info);
    void note_stranger(std::string const& peer);
    void note_flood();
    void note_trouble(std::string trouble);
    static net::OutgoingResponse again_later();
    std::string url() const;

    Database& database_;
    Clock& clock_;
    Log log_;
    Bot& bot_;
    WebhookConfig config_;
    std::function<void()> on_received_;
    std::function<bool()> may_take_;
    std::optional<TaskGroup> looking_after_;
    std::exception_ptr fatal_;
    std::size_t deliveries_ = 0;      ///< in work
    std::uint64_t strangers_ = 0;     ///< requests without our secret so far
    std::uint64_t too_many_ = 0;      ///< deliveries put off for want of room so far
    std::string trouble_;             ///< why deliveries were last put off; empty while all is well
    std::int64_t last_error_at_ = 0;  ///< as Telegram reported it, seconds since 1970
    std::string last_error_;
    std::string not_set_;   ///< why Telegram would not take our address; empty once it has
    bool failing_ = false;  ///< there were new errors between the last two looks
    bool registered_ = false;
    bool stopping_ = false;
};

}  // namespace aisha::bot
