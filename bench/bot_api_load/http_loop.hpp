// A small HTTP/1.1 server on one epoll loop, cheap enough to run beside what it measures.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace aisha::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

class HttpLoop {
public:
    /// A descriptor; valid until `closed` is called with it.
    using Connection = int;
    struct Request {
        std::string_view path;
        std::string_view type;  ///< Content-Type
        std::string_view body;
    };
    struct Events {
        std::function<void(Connection, Request const&)> received;
        std::function<void(Connection)> closed;
        /// Called after every turn; says when it wants to be called again at the latest.
        std::function<SteadyTime()> turn;
    };

    /// Listens on a free port of loopback. Throws std::system_error.
    explicit HttpLoop(Events events);
    ~HttpLoop();
    HttpLoop(HttpLoop const&) = delete;
    HttpLoop& operator=(HttpLoop const&) = delete;

    std::uint16_t port() const { return port_; }
    /// Answers the request that `connection` waits with.
    void answer(Connection connection, int status, std::string_view type, std::string_view body);
    /// Serves until `done` is true or `limit` has passed; says whether it was done.
    bool run_until(std::function<bool()> const& done, SteadyTime limit);

private:
    void accept_all();
    void read_from(Connection connection);
    bool take_request(Connection connection, std::string& buffer);
    void write_to(Connection connection);
    void close(Connection connection);

    struct Buffers {
        std::string in;
        std::string out;
        bool full = false;  ///< the kernel takes no more for now
    };
    Events events_;
    int epoll_;
    int listener_;
    std::uint16_t port_ = 0;
    std::map<Connection, Buffers> connections_;
};

}  // namespace aisha::bench
