// Server-sent events: tells open pages that something changed.
#pragma once

#include "core/json.hpp"
#include "net/http_server.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace aisha::sandbox {

/// Hands every event to every open stream. A stream that falls far behind is ended; the page reconnects.
class EventHub {
public:
    EventHub(asio::any_io_executor executor, Clock& clock);

    /// `name` is the event's type, `data` its JSON.
    void publish(std::string_view name, json::Object const& data);
    /// The answer of GET /sandbox/events: text/event-stream, with a comment every 15 s so that nothing in
    /// between takes the line for dead.
    net::OutgoingResponse stream();
    /// Ends all streams, and those that come later at once.
    void stop();

private:
    struct Subscriber {
        Subscriber(asio::any_io_executor executor, Clock& clock)
            : clock(clock), wakeup(std::move(executor)) {}
        awaitable<std::optional<std::string>> next();

        Clock& clock;
        Wakeup wakeup;
        std::deque<std::string> waiting;
        bool greeted = false;
        bool ended = false;
    };

    asio::any_io_executor executor_;
    Clock& clock_;
    std::vector<std::weak_ptr<Subscriber>> subscribers_;
    bool stopped_ = false;
};

}  // namespace aisha::sandbox
