// The streams of server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html
#include "sandbox/events.hpp"

#include <utility>

namespace aisha::sandbox {

namespace {

constexpr auto heartbeat = std::chrono::seconds(15);
/// Events a page may be behind before its stream is ended.
constexpr std::size_t backlog_max = 1000;

}  // namespace

EventHub::EventHub(asio::any_io_executor executor, Clock& clock)
    : executor_(std::move(executor)), clock_(clock) {}

void EventHub::publish(std::string_view name, json::Object const& data) {
    if (subscribers_.empty()) return;
    auto const event = fmt::format("event: {}\ndata: {}\n\n", name, json::dump(data));
    std::erase_if(subscribers_, [](auto const& subscriber) { return subscriber.expired(); });
    for (auto const& weak : subscribers_) {
        auto const subscriber = weak.lock();
        if (subscriber->waiting.size() >= backlog_max) subscriber->ended = true;
        else subscriber->waiting.push_back(event);
        subscriber->wakeup.notify();
    }
}

net::OutgoingResponse EventHub::stream() {
    auto const subscriber = std::make_shared<Subscriber>(executor_, clock_);
    subscriber->ended = stopped_;
    subscribers_.push_back(subscriber);
    net::OutgoingResponse response;
    response.headers.add("Content-Type", "text/event-stream");
    response.headers.add("Cache-Control", "no-store");
    response.body = net::StreamBody([subscriber] { return subscriber->next(); });
    return response;
}

void EventHub::stop() {
    stopped_ = true;
    for (auto const& weak : subscribers_) {
        if (auto const subscriber = weak.lock()) {
            subscriber->ended = true;
            subscriber->wakeup.notify();
        }
    }
}

awaitable<std::optional<std::string>> EventHub::Subscriber::next() {
    if (!std::exchange(greeted, true))
        co_return "retry: 500\n\n";  // so that the page knows at once that it is open
    while (waiting.empty()) {
        if (ended) co_return std::nullopt;
        if (!co_await wakeup.wait(clock, heartbeat)) co_return ": still here\n\n";
    }
    auto event = std::move(waiting.front());
    waiting.pop_front();
    co_return event;
}

}  // namespace aisha::sandbox
