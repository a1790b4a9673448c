// libcurl's multi interface on an Asio loop. Knows handles and sockets, no requests.
#pragma once

#include "core/async.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace aisha::net {

/// Drives easy handles; keeps the connections they leave behind. Destroy it before the loop.
class CurlLoop {
public:
    explicit CurlLoop(asio::any_io_executor executor);
    ~CurlLoop();
    CurlLoop(CurlLoop const&) = delete;
    CurlLoop& operator=(CurlLoop const&) = delete;

    /// A new easy handle whose sockets this loop closes. Its private pointer belongs to the loop.
    CURL* make_easy();
    /// Runs the transfer of `easy` to its end. Cancellation ends it at once and drops its connection.
    awaitable<CURLcode> perform(CURL* easy);
    /// Opens the socket curl asks for; it stays known until curl closes it.
    curl_socket_t open_socket(curl_sockaddr const& address);

private:
    struct Exchange;
    struct Watched;
    using WatchedSockets = std::unordered_map<curl_socket_t, std::shared_ptr<Watched>>;

    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* watched);
    static int on_timer(CURLM* multi, long timeout_ms, void* self);
    static int on_close(void* self, curl_socket_t socket);

    void start(Exchange& exchange);
    void drop(Exchange& exchange);
    void act(curl_socket_t socket, int events);
    void settle();
    void collect();
    void arm_timer();
    void want(curl_socket_t socket, int what);
    void forget(WatchedSockets::iterator found);
    void arm(std::shared_ptr<Watched> const& watched);
    void wait(std::shared_ptr<Watched> const& watched, int event);

    asio::any_io_executor executor_;
    CURLM* multi_;
    asio::steady_timer timer_;
    asio::steady_timer::time_point due_ = asio::steady_timer::time_point::max();  ///< when curl wants a turn
    asio::steady_timer::time_point armed_for_ = asio::steady_timer::time_point::max();  ///< max: not armed
    WatchedSockets watched_;
    std::unordered_set<Exchange*> exchanges_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace aisha::net
