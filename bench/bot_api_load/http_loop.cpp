// Sockets, and as much of HTTP as our own client speaks.
#include "http_loop.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>

namespace aisha::bench {

namespace {

int checked(int result, char const* what) {
    if (result < 0) throw std::system_error(errno, std::system_category(), what);
    return result;
}

/// The value of a header, given in lower case; empty where there is none.
std::string_view header(std::string_view head, std::string_view name) {
    auto const same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
        auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        auto const colon = line.find(':');
        if (colon == std::string_view::npos || !std::ranges::equal(line.substr(0, colon), name, same))
            continue;
        line.remove_prefix(std::min(line.find_first_not_of(' ', colon + 1), line.size()));
        return line;
    }
    return {};
}

}  // namespace

HttpLoop::HttpLoop(Events events)
    : events_(std::move(events)),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll")),
      listener_(checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket")) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    checked(::bind(listener_, name, size), "bind");
    checked(::listen(listener_, SOMAXCONN), "listen");
    checked(::getsockname(listener_, name, &size), "getsockname");
    port_ = ntohs(address.sin_port);
    epoll_event event{.events = EPOLLIN, .data = {.fd = listener_}};
    checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &event), "epoll_ctl");
}

HttpLoop::~HttpLoop() {
    for (auto const& [connection, buffers] : connections_) ::close(connection);
    ::close(listener_);
    ::close(epoll_);
}

bool HttpLoop::run_until(std::function<bool()> const& done, SteadyTime limit) {
    constexpr int events_max = 64;
    std::array<epoll_event, events_max> events{};
    for (;;) {
        auto const next = std::min(events_.turn(), limit);
        if (done()) return true;
        auto const now = std::chrono::steady_clock::now();
        if (now >= limit) return false;
        auto const left = std::chrono::nanoseconds(std::max(next - now, SteadyTime::duration::zero()));
        timespec const wait{.tv_sec = left.count() / std::nano::den,
                            .tv_nsec = left.count() % std::nano::den};
        int const count = ::epoll_pwait2(epoll_, events.data(), events_max, &wait, nullptr);
        if (count < 0 && errno != EINTR) checked(count, "epoll_wait");
        for (int number = 0; number < count; ++number) {
            auto const& event = events[static_cast<std::size_t>(number)];
            if (event.data.fd == listener_) accept_all();
            else if (!connections_.contains(event.data.fd)) continue;  // closed in this turn
            else if (event.events & EPOLLOUT) write_to(event.data.fd);
            else read_from(event.data.fd);
        }
    }
}

void HttpLoop::accept_all() {
    for (;;) {
        int const connection = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (connection < 0) return;
        int const on = 1;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{.events = EPOLLIN, .data = {.fd = connection}};
        checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection, &event), "epoll_ctl");
        connections_[connection];
    }
}

void HttpLoop::read_from(Connection connection) {
    auto& buffer = connections_.at(connection).in;
    std::array<char, 65536> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
    auto const count = ::read(connection, piece.data(), piece.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return close(connection);
    buffer.append(piece.data(), static_cast<std::size_t>(count));
    while (connections_.contains(connection) && take_request(connection, buffer)) {}
}

/// False where the next request is not complete yet.
bool HttpLoop::take_request(Connection connection, std::string& buffer) {
    auto const end = buffer.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    std::string_view const head(buffer.data(), end + 2);
    std::size_t size = 0;
    if (auto const length = header(head, "content-length"); !length.empty())
        std::from_chars(length.data(), length.data() + length.size(), size);
    constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    if (buffer.size() == end + 4 && size > 0 && !header(head, "expect").empty())
        (void)!::write(connection, interim.data(), interim.size());
    if (buffer.size() < end + 4 + size) return false;
    auto const first = head.find(' ') + 1;
    auto const path_size = head.find(' ', first) - first;
    std::string const request = std::exchange(buffer, buffer.substr(end + 4 + size));
    std::string_view const kept(request);
    events_.received(connection,
                     {kept.substr(first, path_size), header(kept.substr(0, end + 2), "content-type"),
                      kept.substr(end + 4, size)});
    return true;
}

void HttpLoop::answer(Connection connection, int status, std::string_view type, std::string_view body) {
    auto const found = connections_.find(connection);
    if (found == connections_.end()) return;
    fmt::format_to(std::back_inserter(found->second.out),
                   "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}", status,
                   status < 400 ? "OK" : "No", type, body.size(), body);
    write_to(connection);
}

void HttpLoop::write_to(Connection connection) {
    auto& [in, out, full] = connections_.at(connection);
    auto const count = ::send(connection, out.data(), out.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN) return close(connection);
    out.erase(0, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (std::exchange(full, !out.empty()) == full) return;
    epoll_event event{.events = full ? EPOLLIN | EPOLLOUT : EPOLLIN, .data = {.fd = connection}};
    checked(::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection, &event), "epoll_ctl");
}

void HttpLoop::close(Connection connection) {
    ::close(connection);
    connections_.erase(connection);
    events_.closed(connection);
}

}  // namespace aisha::bench
