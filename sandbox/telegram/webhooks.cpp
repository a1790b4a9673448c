// Deliveries: one line after the other, and what comes of them.
#include "sandbox/telegram/webhooks.hpp"

#include <array>

namespace aisha::sandbox::telegram {

namespace {

using namespace std::chrono_literals;

/// "Read timeout expired": the official server's patience.
constexpr auto answer_timeout = 60s;
constexpr auto retry_min = 1s;
constexpr auto retry_max = 60s;
/// What a bot may ask for in Retry-After.
constexpr std::chrono::seconds retry_after_max = 3600s;
/// The oldest that are looked at for the next delivery.
constexpr std::size_t looked_at = 1000;
/// Updates go stale without anybody doing anything.
constexpr Duration look_again = 1h;

std::string reason_of(net::Response const& response) {
    constexpr auto reasons =
        std::to_array<std::pair<int, std::string_view>>({{400, "Bad Request"},
                                                         {401, "Unauthorized"},
                                                         {403, "Forbidden"},
                                                         {404, "Not Found"},
                                                         {405, "Method Not Allowed"},
                                                         {413, "Request Entity Too Large"},
                                                         {429, "Too Many Requests"},
                                                         {500, "Internal Server Error"},
                                                         {502, "Bad Gateway"},
                                                         {503, "Service Unavailable"},
                                                         {504, "Gateway Timeout"}});
    auto const* const found =
        std::ranges::find(reasons, response.status, &std::pair<int, std::string_view>::first);
    return fmt::format("Wrong response from the webhook: {} {}", response.status,
                       found == reasons.end() ? "" : found->second);
}

std::string reason_of(net::TransportError const& error) {
    std::string_view const what = error.what();
    if (what.find("imeout") != std::string_view::npos || what.find("timed out") != std::string_view::npos)
        return "Read timeout expired";
    return error.sent() == net::TransportError::Sent::no ? "Connection refused" : "Connection closed";
}

}  // namespace

Webhooks::Webhooks(asio::any_io_executor executor, Log log, WebhookParts parts, CallInAnswer call_in_answer)
    : parts_(parts),
      call_in_answer_(std::move(call_in_answer)),
      tasks_(std::move(executor), std::move(log)) {}

void Webhooks::follow(Bot& bot) {
    courses_.erase(bot.record.id);
    if (bot.record.webhook) {
        auto course = std::make_shared<Course>(bot, *bot.record.webhook);
        courses_[bot.record.id] = course;
        tasks_.spawn("webhook", deliver_all(std::move(course)));
    }
    bot.updates.changed.notify_all();  // ends an older course
}

void Webhooks::follow_all() {
    for (auto const& [id, bot] : parts_.world.bots())
        if (bot->record.webhook) follow(*bot);
}

/// The chat; of presses the person who pressed.
Webhooks::LineKey Webhooks::line_of(PendingUpdate const& update) {
    auto const id_at = [&](std::string_view key) -> std::optional<std::int64_t> {
        auto const* const about = update.body.as_object().if_contains(update.kind);
        auto const* const who = about && about->is_object() ? about->get_object().if_contains(key) : nullptr;
        auto const* const id = who && who->is_object() ? who->get_object().if_contains("id") : nullptr;
        return id && id->is_int64() ? std::optional(id->get_int64()) : std::nullopt;
    };
    if (auto const chat = id_at("chat")) return {"", *chat};
    return {update.kind, id_at("from").value_or(0)};
}

bool Webhooks::current(Course const& course) {
    auto const found = courses_.find(course.bot.record.id);
    return found != courses_.end() && found->second.get() == &course && !parts_.world.stopping();
}

awaitable<void> Webhooks::deliver_all(std::shared_ptr<Course> course) {
    auto& world = parts_.world;
    auto& queue = course->bot.updates;
    while (current(*course)) {
        world.forget_updates(course->bot, queue.expire(world.clock().now()));
        auto const ended = course->ended;
        auto const wait = start_lines(course);
        // A delivery may have ended at once, when nobody waited to be told.
        if (course->ended == ended) co_await queue.changed.wait(world.clock(), wait);
    }
}

/// Begins every delivery that may go; returns how long nothing else can.
Duration Webhooks::start_lines(std::shared_ptr<Course> const& course) {
    auto const now = parts_.world.clock().monotonic();
    Duration wait = look_again;
    std::map<LineKey, std::vector<PendingUpdate const*>> waiting;
    for (auto const& update : course->bot.updates.first(looked_at))
        waiting[line_of(*update)].push_back(update);
    std::erase_if(course->lines,
                  [&](auto const& entry) { return !entry.second.busy && !waiting.contains(entry.first); });
    std::vector<std::pair<PendingUpdate, LineKey>> ready;
    for (auto const& [key, updates] : waiting) {
        auto const& line = course->lines[key];
        if (line.busy) continue;
        if (line.not_before > now) {
            wait = std::min(wait, line.not_before - now);
            continue;
        }
        bool const turned =
            updates.size() > 1 && parts_.faults.take_batch(FaultAction::reorder, delivery_method);
        ready.emplace_back(turned ? *updates.back() : *updates.front(), key);
    }
    // The longest wait first, whatever the chat's number.
    std::ranges::sort(ready, {}, [](auto const& entry) { return entry.first.id; });
    for (auto& [update, key] : ready) {
        if (course->under_way >= static_cast<std::size_t>(course->webhook.max_connections)) break;
        ++course->under_way;
        course->lines[key].busy = true;
        tasks_.spawn("delivery", deliver(course, std::move(update), key));
    }
    return wait;
}

awaitable<void> Webhooks::deliver(std::shared_ptr<Course> course, PendingUpdate update, LineKey key) {
    std::string failure;
    std::optional<std::chrono::seconds> asked;
    bool again = parts_.faults.take_batch(FaultAction::duplicate, delivery_method);
    net::Response response;
    do {
        failure = co_await attempt(course->webhook, update, response);
        asked = response.retry_after();
    } while (failure.empty() && std::exchange(again, false));
    auto& line = course->lines[key];
    line.busy = false;
    --course->under_way;
    ++course->ended;
    if (failure.empty()) {
        line = {};
        if (course->bot.updates.remove(update.id)) parts_.world.forget_updates(course->bot, {update.id});
    } else {
        this->failed(*course, line, std::move(failure), asked);
    }
    course->bot.updates.changed.notify_all();
    if (response.ok()) co_await answered(*course, std::move(response));
    co_await parts_.store.flush();
}

/// Delivers once, under what was ordered. What went wrong; nothing where it went well.
awaitable<std::string> Webhooks::attempt(WebhookRecord const& webhook, PendingUpdate const& update,
                                         net::Response& response) {
    response = {};
    auto const fault = parts_.faults.take_for_delivery();
    if (fault && fault->action == FaultAction::drop_before) co_return "Connection refused";
    if (fault && fault->action == FaultAction::delay) co_await parts_.world.clock().sleep(held_for(*fault));
    try {
        response = co_await post(webhook, update);
    } catch (net::TransportError const& e) {
        co_return reason_of(e);
    } catch (net::RequestRefused const& e) {
        co_return e.what();
    }
    if (fault && fault->action == FaultAction::drop_after) {
        response = {};
        co_return "Connection closed";
    }
    co_return response.ok() ? "" : reason_of(response);
}

awaitable<net::Response> Webhooks::post(WebhookRecord const& webhook, PendingUpdate const& update) {
    net::Request request;
    request.method = "POST";
    request.url = webhook.url;
    request.headers.add("Content-Type", "application/json");
    if (webhook.secret_token) request.headers.add("X-Telegram-Bot-Api-Secret-Token", *webhook.secret_token);
    request.body = json::dump(update.body);
    request.timeout = answer_timeout;
    return parts_.transport.send(std::move(request));
}

void Webhooks::failed(Course& course, Line& line, std::string what,
                      std::optional<std::chrono::seconds> asked) {
    auto& clock = parts_.world.clock();
    ++line.failures;
    Duration delay = retry_min;
    for (int i = 1; i < line.failures && delay < Duration(retry_max); ++i) delay *= 2;
    delay = std::min<Duration>(delay, retry_max);
    if (asked) delay = std::min(*asked, retry_after_max);
    line.not_before = clock.monotonic() + delay;
    course.bot.webhook_error =
        WebhookError{std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count(),
                     std::move(what)};
}

/// https://core.telegram.org/bots/api#making-requests-when-getting-updates
awaitable<void> Webhooks::answered(Course& course, net::Response response) {
    if (response.body.empty()) co_return;
    net::IncomingRequest call;
    call.method = "POST";
    if (auto const type = response.headers.find("Content-Type"))
        call.headers.add("Content-Type", std::string(*type));
    call.body = std::move(response.body);
    co_await call_in_answer_(course.bot, std::move(call));
}

}  // namespace aisha::sandbox::telegram
