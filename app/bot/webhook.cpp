// Deliveries into the inbox, and the webhook at Telegram. https://core.telegram.org/bots/api#setwebhook
#include "bot/webhook.hpp"

#include "bot/backoff.hpp"
#include "core/config.hpp"
#include "core/hash.hpp"
#include "core/limits/access.hpp"

#include <bit>
#include <fstream>

namespace aisha::bot {

namespace {

constexpr std::string_view secret_header = "X-Telegram-Bot-Api-Secret-Token";

bool refuses_token(std::exception_ptr const& error) {
    enum { unauthorized = 401, not_found = 404 };
    try {
        std::rethrow_exception(error);
    } catch (ApiError const& e) {
        return e.code() == unauthorized || e.code() == not_found;
    } catch (...) {
        return false;
    }
}

std::optional<Duration> asked_to_wait(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (ApiError const& e) {
        return e.retry_after();
    } catch (...) {
        return std::nullopt;
    }
}

}  // namespace

Secret kept_webhook_secret(Clock& clock, std::filesystem::path const& file) {
    std::string secret;
    if (std::ifstream(file) >> secret) {
        if (is_webhook_secret(secret)) return Secret(std::move(secret));
        throw ConfigError(file.string() + " has no secret in it that Telegram takes: remove the file, or set "
                                          "TELEGRAM_WEBHOOK_SECRET");
    }
    secret = clock.token(limits::webhook_secret_made);
    std::ofstream out(file);
    std::error_code error;
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    out << secret << '\n';
    out.close();
    if (!out || error) throw ConfigError("cannot write " + file.string());
    return Secret(std::move(secret));
}

Webhook::Webhook(Database& database, Clock& clock, Log log, Bot& bot, WebhookConfig config,
                 std::function<void()> on_received, std::function<bool()> may_take)
    : database_(database),
      clock_(clock),
      log_(std::move(log)),
      bot_(bot),
      config_(std::move(config)),
      on_received_(std::move(on_received)),
      may_take_(std::move(may_take)) {}

std::string Webhook::url() const { return config_.public_url + std::string(webhook_path); }

// At Telegram -----------------------------------------------------------------------------------------------

awaitable<void> Webhook::run() {
    if (stopping_) co_return;
    looking_after_.emplace(co_await asio::this_coro::executor, log_);
    looking_after_->spawn("webhook", look_after());
    try {
        co_await looking_after_->join();
    } catch (...) {
        looking_after_->cancel();
        throw;
    }
    if (fatal_) std::rethrow_exception(fatal_);
}

std::optional<std::string> Webhook::trouble() const {
    if (!not_set_.empty()) return not_set_;
    return failing_ ? std::optional(last_error_) : std::nullopt;
}

void Webhook::stop() {
    stopping_ = true;
    if (looking_after_) looking_after_->cancel();
}

awaitable<void> Webhook::look_after() {
    last_error_at_ =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch()).count();
    while (!fatal_) {
        if (!registered_) co_await set();
        if (fatal_) co_return;
        co_await clock_.sleep(limits::webhook_checked_every);
        co_await check();
    }
}

awaitable<void> Webhook::set() {
    for (int failures = 0;;) {
        SetWebhook set;
        set.url = url();
        set.max_connections = limits::webhook_connections;
        set.allowed_updates = wanted_updates();
        set.secret_token = config_.secret.reveal();
        std::exception_ptr error;
        try {
            co_await bot_.call(std::move(set));
        } catch (...) {
            error = std::current_exception();
        }
        registered_ = !error;
        if (registered_) break;
        if (is_cancelled(error)) std::rethrow_exception(error);
        if (refuses_token(error)) {
            fatal_ = std::make_exception_ptr(
                ConfigError("Telegram does not know TELEGRAM_BOT_TOKEN; check it with @BotFather"));
            co_return;
        }
        // Once or twice may happen to anybody.
        if (++failures > limits::webhook_refusals_usual) not_set_ = describe(error);
        log_.warning("webhook_not_set", "error", describe(error), "mend",
                     "see PUBLIC_URL, where Telegram refuses it");
        constexpr Duration least = limits::introduction_delay_min;
        constexpr Duration most = limits::introduction_delay_max;
        co_await clock_.sleep(asked_to_wait(error).value_or(backoff(clock_, failures, least, most)));
    }
    not_set_.clear();
    log_.info("webhook_set", "url", url());
}

awaitable<void> Webhook::check() {
    WebhookInfo info;
    std::exception_ptr error;
    try {
        info = co_await bot_.call(GetWebhookInfo());
    } catch (...) {
        error = std::current_exception();
    }
    if (error && is_cancelled(error)) std::rethrow_exception(error);
    if (error) {
        log_.debug("webhook_not_checked", "error", describe(error));
        co_return;
    }
    if (info.url != url()) {
        log_.warning("webhook_replaced", "mend", "let only one program use this bot's token");
        registered_ = false;
    }
    note_errors(info);
}

/// Once for each kind of trouble: when it is another than the last, or comes back after a quiet while.
void Webhook::note_errors(WebhookInfo const& info) {
    auto const at = info.last_error_date.value_or(0);
    auto const what = info.last_error_message.value_or("");
    bool const again = at > last_error_at_;
    if (again && (!failing_ || what != last_error_))
        log_.warning("webhook_failing", "error", what, "waiting", info.pending_update_count);
    if (!again && failing_) log_.info("webhook_recovered", "after", last_error_);
    failing_ = again;
    if (!again) return;
    last_error_at_ = at;
    last_error_ = what;
}

// Here ------------------------------------------------------------------------------------------------------

awaitable<net::OutgoingResponse> Webhook::receive(net::IncomingRequest request) {
    enum { unauthorized = 401, wrong_method = 405, too_large = 413 };
    if (request.method != "POST") {
        auto response = net::problem(wrong_method, "Method Not Allowed", "Updates come by POST.");
        response.headers.add("Allow", "POST");
        co_return response;
    }
    auto const named = request.headers.find(secret_header);
    if (!named || !same_secret(*named, config_.secret.reveal())) {
        note_stranger(request.peer);
        co_return net::problem(unauthorized, "Unauthorized");
    }
    auto const* const body = std::get_if<std::string>(&request.body);
    if (!body || body->size() > limits::webhook_body_max)
        co_return net::problem(too_large, "Content Too Large");
    if (deliveries_ >= limits::webhook_deliveries_max) note_flood();
    if (stopping_ || deliveries_ >= limits::webhook_deliveries_max || !may_take_()) co_return again_later();
    struct InWork {
        std::size_t& count;
        ~InWork() { --count; }
    };
    InWork const one{++deliveries_};
    co_return co_await take(*body);
}

awaitable<net::OutgoingResponse> Webhook::take(std::string const& body) {
    constexpr int bad_request = 400;
    std::optional<inbox_repository::Received> update;
    try {
        update = received(json::parse(body, answer_depth_max), body);
    } catch (json::Error const&) {
        // Left empty: no update.
    }
    if (!update) {
        log_.error("delivery_without_update", "bytes", body.size());
        co_return net::problem(bad_request, "Bad Request", "This is no update.");
    }
    std::exception_ptr error;
    std::int64_t added = 0;
    try {
        added = co_await keep_updates(database_, clock_, bot_.id(), {*std::move(update)});
    } catch (...) {
        error = std::current_exception();
    }
    if (error && is_cancelled(error)) std::rethrow_exception(error);
    if (error) {
        note_trouble(describe(error));
        co_return again_later();
    }
    if (!trouble_.empty()) log_.info("deliveries_taken_again", "after", trouble_);
    trouble_.clear();
    if (added > 0) on_received_();
    // Empty: what stands in the answer would be taken for a call.
    co_return net::OutgoingResponse{};
}

net::OutgoingResponse Webhook::again_later() {
    constexpr int unavailable = 503;
    auto response = net::problem(unavailable, "Service Unavailable");
    response.headers.add("Retry-After",
                         std::to_string(std::chrono::seconds(limits::webhook_retry_after).count()));
    return response;
}

/// At powers of two: anybody on the internet can cause it.
void Webhook::note_stranger(std::string const& peer) {
    ++strangers_;
    if (std::has_single_bit(strangers_))
        log_.warning("delivery_without_secret", "peer", peer, "so_far", strangers_);
}

/// Likewise: a flood comes and goes many times a second.
void Webhook::note_flood() {
    ++too_many_;
    if (std::has_single_bit(too_many_)) log_.warning("deliveries_too_many", "so_far", too_many_);
}

/// Once for each kind of trouble, not for each delivery.
void Webhook::note_trouble(std::string trouble) {
    if (trouble == trouble_) return;
    log_.warning("deliveries_put_off", "error", trouble);
    trouble_ = std::move(trouble);
}

}  // namespace aisha::bot
