// Deliveries of updates to the webhooks of bots, with the real service's order, retries and timeouts.
// https://core.telegram.org/bots/api#setwebhook
#pragma once

#include "net/http.hpp"
#include "net/http_server.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/store.hpp"
#include "sandbox/telegram/world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace aisha::sandbox::telegram {

/// What deliveries work on. All of it outlives them.
struct WebhookParts {
    World& world;
    Store& store;
    Faults& faults;
    net::Transport& transport;
};

/// Within a line (a chat; of presses, a person) the next update waits for the success of the one before;
/// lines go beside each other, up to max_connections. Anything but 2xx is tried again after a growing delay,
/// or after what Retry-After asks, until the update is too old. Orders to misbehave hold under the method
/// name "webhook": `duplicate` has the next delivery come twice; with `reorder` the next line with several
/// that wait gives its newest first; `delay`, `drop_before` and `drop_after` are for the next attempt.
class Webhooks {
public:
    /// Carries out the call that a bot wrote into its answer to a delivery.
    using CallInAnswer = std::function<awaitable<void>(Bot& bot, net::IncomingRequest call)>;

    Webhooks(asio::any_io_executor executor, Log log, WebhookParts parts, CallInAnswer call_in_answer);

    /// Delivers from now on to where the bot's record says; not at all where it names no webhook.
    void follow(Bot& bot);
    /// The same for all bots of the world; once, when it is restored.
    void follow_all();
    /// Ends all deliveries.
    void cancel() { tasks_.cancel(); }
    awaitable<void> join() { return tasks_.join(); }

private:
    /// Those whose order is kept.
    struct Line {
        bool busy = false;
        int failures = 0;  ///< in a row
        Monotonic not_before{};
    };
    using LineKey = std::pair<std::string, std::int64_t>;
    /// The deliveries of one bot since its webhook was last set.
    struct Course {
        Bot& bot;
        WebhookRecord webhook;
        std::size_t under_way = 0;
        std::uint64_t ended = 0;  ///< deliveries so far
        std::map<LineKey, Line> lines;
    };

    static LineKey line_of(PendingUpdate const& update);
    bool current(Course const& course);
    awaitable<void> deliver_all(std::shared_ptr<Course> course);
    Duration start_lines(std::shared_ptr<Course> const& course);
    awaitable<void> deliver(std::shared_ptr<Course> course, PendingUpdate update, LineKey key);
    awaitable<std::string> attempt(WebhookRecord const& webhook, PendingUpdate const& update,
                                   net::Response& response);
    awaitable<net::Response> post(WebhookRecord const& webhook, PendingUpdate const& update);
    awaitable<void> answered(Course& course, net::Response response);
    void failed(Course& course, Line& line, std::string what, std::optional<std::chrono::seconds> asked);

    WebhookParts parts_;
    CallInAnswer call_in_answer_;
    std::map<std::int64_t, std::shared_ptr<Course>> courses_;  ///< by bot; the newest
    TaskGroup tasks_;
};

}  // namespace aisha::sandbox::telegram
