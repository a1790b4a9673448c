// Long polling. https://core.telegram.org/bots/api#getupdates
#include "bot/backoff.hpp"
#include "bot/updates.hpp"
#include "core/limits/polling.hpp"

#include <boost/asio/cancellation_state.hpp>

namespace aisha::bot {

namespace {

/// The server answers at the end of its wait; a connection that is silent for longer is dead.
constexpr Duration answer_slack = std::chrono::seconds(10);

bool is_webhook_conflict(ApiError const& error) {
    return error.description().find("webhook is active") != std::string::npos;
}

}  // namespace

Poller::Poller(Database& database, Clock& clock, Log log, Bot& bot, std::function<void()> on_received)
    : database_(database),
      clock_(clock),
      log_(std::move(log)),
      bot_(bot),
      on_received_(std::move(on_received)) {}

awaitable<void> Poller::run() {
    polling_.emplace(co_await asio::this_coro::executor, log_);
    polling_->spawn("poll", poll_until_stopped());
    try {
        co_await polling_->join();
    } catch (...) {
        polling_->cancel();
        throw;
    }
    if (fatal_) std::rethrow_exception(fatal_);
}

void Poller::stop() {
    stopping_ = true;
    if (polling_) polling_->cancel();
}

awaitable<void> Poller::poll_until_stopped() {
    while (!stopping_ && !fatal_) {
        std::exception_ptr error;
        try {
            if (co_await is_chosen()) co_await poll_once();
        } catch (...) {
            error = std::current_exception();
        }
        if (error) co_await recover(error);
    }
}

/// Of several instances one polls: Telegram gives a bot's updates to one at a time.
awaitable<bool> Poller::is_chosen() {
    if (failures_ == 0 && clock_.monotonic() < chosen_until_) co_return true;
    bool const chosen = co_await database_.hold(fmt::format("polling/{}", bot_.id()));
    if (chosen && waits_) log_.info("polling_begins");
    if (!chosen && !waits_) log_.info("polling_waits", "why", "another instance polls");
    waits_ = !chosen;
    chosen_until_ = chosen ? clock_.monotonic() + limits::polling_chosen_for : Monotonic{};
    if (!chosen) co_await clock_.sleep(limits::slow_poll);
    co_return chosen;
}

awaitable<void> Poller::poll_once() {
    GetUpdates get;
    get.offset = offset_;
    get.limit = limits::poll_batch_max;
    // The first answer after a start or trouble comes at once: it tells that all is well.
    get.timeout = healthy_ ? limits::poll_wait.count() : 0;
    get.allowed_updates = wanted_updates();
    auto const wait = std::chrono::seconds(get.timeout) + answer_slack;
    auto const updates = co_await bot_.call(std::move(get), wait);
    if (!updates.empty()) co_await keep(updates);
    if (!trouble_.empty()) log_.info("polling_recovered", "after", trouble_);
    trouble_.clear();
    failures_ = 0;
    healthy_ = true;
}

/// Into the inbox; then the offset moves, so that the next poll tells Telegram to forget them.
awaitable<void> Poller::keep(std::vector<json::Value> const& updates) {
    std::vector<inbox_repository::Received> rows;
    std::int64_t next = offset_;
    for (auto const& update : updates) {
        auto row = received(update, json::dump(update));
        if (!row) {
            log_.error("update_without_id", "update", json::dump(update).substr(0, 200));
            continue;
        }
        next = std::max(next, row->update_id.value + 1);
        rows.push_back(*std::move(row));
    }
    auto const added = co_await keep_updates(database_, clock_, bot_.id(), rows);
    offset_ = next;
    log_.debug("updates_received", "count", rows.size(), "new", added);
    if (added > 0) on_received_();
}

awaitable<void> Poller::recover(std::exception_ptr error) {
    if (is_cancelled(error)) std::rethrow_exception(error);
    healthy_ = false;
    ++failures_;
    bool webhook = false;
    try {
        std::rethrow_exception(error);
    } catch (ApiError const& e) {
        enum { unauthorized = 401, not_found = 404, conflict = 409 };
        if (e.code() == unauthorized || e.code() == not_found) {
            fatal_ = std::make_exception_ptr(ConfigError(fmt::format(
                "Telegram does not accept the bot's token ({}): set the token that @BotFather gave",
                e.what())));
            co_return;
        }
        webhook = e.code() == conflict && is_webhook_conflict(e);
        note_trouble(e.code() == conflict && !webhook ? "another process polls with this token" : e.what());
    } catch (std::exception const& e) {
        note_trouble(e.what());
    }
    if (webhook) co_await remove_webhook();
    else co_await clock_.sleep(delay_after(error));
}

/// Updates that Telegram holds for the webhook are kept: polling gets them.
awaitable<void> Poller::remove_webhook() {
    log_.warning("webhook_removed", "why",
                 "Telegram gives a bot's updates to a webhook or to polling, and this bot polls");
    std::exception_ptr error;
    try {
        co_await bot_.call(DeleteWebhook());
    } catch (...) {
        error = std::current_exception();
    }
    if (error && is_cancelled(error)) std::rethrow_exception(error);
    if (error || failures_ > 1)
        co_await clock_.sleep(backoff(clock_, failures_, limits::poll_retry_min, limits::poll_retry_max));
}

Duration Poller::delay_after(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (ApiError const& e) {
        if (e.retry_after()) return *e.retry_after();
        constexpr int conflict = 409;
        if (e.code() == conflict) {
            constexpr Duration least = limits::poll_conflict_min;
            constexpr Duration most = limits::poll_conflict_max;
            return least + Duration(static_cast<Duration::rep>(static_cast<double>((most - least).count()) *
                                                               clock_.chance()));
        }
    } catch (...) {
        // Anything else may pass soon.
    }
    return backoff(clock_, failures_, limits::poll_retry_min, limits::poll_retry_max);
}

/// Once for each kind of trouble, not for each poll.
void Poller::note_trouble(std::string trouble) {
    if (trouble == trouble_) return;
    log_.warning("polling_failed", "error", trouble);
    trouble_ = std::move(trouble);
}

}  // namespace aisha::bot
