// A server and a client of ours on one loop, for tests.
#pragma once

#include "core/clock.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>

namespace aisha::net::tests {

using namespace aisha::tests;

/// Serves `handler` on a free port as long as it lives.
class Loopback {
public:
    explicit Loopback(RequestHandler handler, ServerOptions options = {});
    ~Loopback();
    Loopback(Loopback const&) = delete;
    Loopback& operator=(Loopback const&) = delete;

    std::string url(std::string const& path) const { return "http://" + server->address() + path; }
    Response get(std::string const& path);
    Response send(Request request);
    /// Starts a request that is awaited elsewhere or never.
    void start(awaitable<void> task) { tasks.spawn("test", std::move(task)); }

    asio::io_context loop{1};
    SystemClock clock;
    TemporaryFolder folder;
    TaskGroup tasks{loop.get_executor(), silent_log()};
    std::unique_ptr<HttpClient> client;
    std::unique_ptr<HttpServer> server;
    bool server_ended = false;
};

/// A plain text.
OutgoingResponse text(std::string body, int status = 200);

/// A handler out of a plain function.
RequestHandler plain(std::function<OutgoingResponse(IncomingRequest const&)> answer);

}  // namespace aisha::net::tests
