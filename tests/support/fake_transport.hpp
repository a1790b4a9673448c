// A Transport without sockets: hosts are functions or scripts, and the network between can be told to fail.
#pragma once

#include "core/clock.hpp"
#include "net/http.hpp"
#include "net/http_server.hpp"
#include "tests/support/run.hpp"

#include <deque>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace aisha::tests {

/// Hosts are told by name, with the port where the URL has one ("api.telegram.org", "127.0.0.1:8081").
class FakeTransport : public net::Transport {
public:
    /// Timeouts of requests run on `clock`.
    explicit FakeTransport(Clock& clock) : clock_(clock) {}

    awaitable<net::Response> send(net::Request request) override;

    /// The same handler that a server would have. Multipart bodies arrive encoded, files read from disk.
    void serve(std::string const& host, net::RequestHandler handler) { handlers_[host] = std::move(handler); }
    /// The next request to `host` gets this answer; scripted answers are used up in order, before any
    /// handler.
    void answer_once(std::string const& host, net::Response response);
    /// The next `times` requests to `host` fail. With `maybe`, the handler (where there is one) still acts.
    void fail(std::string const& host, net::TransportError::Sent sent, int times = 1);
    /// From now on nothing reaches `host`, or it is there again.
    void set_away(std::string const& host, bool away) { away_[host] = away; }

    /// Every request in order, also those that failed.
    std::vector<net::Request> const& requests() const { return requests_; }

private:
    using Step = std::variant<net::Response, net::TransportError::Sent>;

    awaitable<net::Response> exchange(std::string host, net::Request const& request);
    awaitable<net::Response> ask(std::string const& host, net::RequestHandler handler,
                                 net::Request const& request);
    awaitable<std::string> read_body(net::OutgoingResponse& response, limits::Bytes longest);
    net::IncomingRequest incoming(net::Request const& request);

    Clock& clock_;
    TemporaryFolder folder_;
    std::map<std::string, net::RequestHandler> handlers_;
    std::map<std::string, std::deque<Step>> scripts_;
    std::map<std::string, bool> away_;
    std::vector<net::Request> requests_;
};

}  // namespace aisha::tests
