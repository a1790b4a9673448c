// The one method that waits.
#include "sandbox/telegram/bot_api.hpp"
#include "sandbox/telegram/methods.hpp"

namespace aisha::sandbox::telegram {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t batch_max = 100;
/// "the server caps it at 50 s": the official server's longest poll.
constexpr std::int64_t timeout_max = 50;

constexpr std::string_view taken_over =
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
constexpr std::string_view has_webhook =
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
    "first";
constexpr std::string_view webhook_came = "Conflict: terminated by setWebhook request";

}  // namespace

json::Array BotApi::batch(MethodCall& call, std::int64_t offset, std::size_t limit) {
    parts_.world.forget_updates(call.bot, call.bot.updates.expire(parts_.world.clock().now()));
    auto batch = call.bot.updates.batch(offset, limit);
    if (!batch.empty() && parts_.faults.take_batch(FaultAction::duplicate, call.method)) {
        json::Array doubled;
        for (auto const& update : batch) doubled.insert(doubled.end(), 2, update);
        batch = std::move(doubled);
    }
    if (batch.size() > 1 && parts_.faults.take_batch(FaultAction::reorder, call.method))
        std::ranges::reverse(batch);
    return batch;
}

awaitable<json::Value> BotApi::get_updates(MethodCall& call) {
    auto const& parameters = call.parameters;
    auto& queue = call.bot.updates;
    if (call.bot.record.webhook) throw ApiError(409, std::string(has_webhook));
    auto const poll = queue.begin_poll();
    remember_allowed_updates(call);
    auto const offset = parameters.integer("offset").value_or(0);
    auto const asked = parameters.integer("limit").value_or(batch_max);
    auto const limit = static_cast<std::size_t>(asked < 1 || asked > batch_max ? batch_max : asked);
    auto const seconds = std::clamp<std::int64_t>(parameters.integer("timeout").value_or(0), 0, timeout_max);
    parts_.world.forget_updates(call.bot, queue.confirm(offset));

    auto& clock = parts_.world.clock();
    auto const until = clock.monotonic() + std::chrono::seconds(seconds);
    while (true) {
        auto updates = batch(call, std::max<std::int64_t>(offset, 0), limit);
        auto const left = until - clock.monotonic();
        if (!updates.empty() || left <= Duration(0) || parts_.world.stopping()) co_return updates;
        co_await queue.changed.wait(clock, left);
        if (!queue.is_newest_poll(poll))
            throw ApiError(409, std::string(call.bot.record.webhook ? webhook_came : taken_over));
    }
}

}  // namespace aisha::sandbox::telegram
