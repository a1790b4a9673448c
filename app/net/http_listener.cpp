// The listening side of the HTTP server: takes connections, watches their deadlines, drains.
#include "core/errors.hpp"
#include "net/http_session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <charconv>

namespace aisha::net {

namespace {

using asio::ip::tcp;

/// How long to wait where a connection cannot be taken, for want of descriptors or memory.
constexpr auto accept_pause = std::chrono::milliseconds(100);

tcp::endpoint parse_listen(std::string const& listen) {
    auto const wrong = [&] {
        return ConfigError("cannot listen on '" + listen + "': give ADDRESS:PORT or [ADDRESS]:PORT");
    };
    auto const colon = listen.rfind(':');
    if (colon == std::string::npos) throw wrong();
    std::string host = listen.substr(0, colon);
    bool const bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    std::uint16_t port = 0;
    auto const* const end = listen.data() + listen.size();
    auto const [stop, failed] = std::from_chars(listen.data() + colon + 1, end, port);
    if (failed != std::errc() || stop != end) throw wrong();
    boost::system::error_code error;
    auto const address = asio::ip::make_address(host, error);
    if (error || address.is_v6() != bracketed) throw wrong();
    return {address, port};
}

}  // namespace

class HttpServer::Listener {
public:
    Listener(asio::any_io_executor executor, Clock& clock, Log const& log, ServerOptions options,
             RequestHandler handler)
        : acceptor_(executor),
          sessions_(executor, log),
          watch_(executor, log),
          state_(
              std::make_shared<ServerState>(executor, clock, log, std::move(options), std::move(handler))) {
        open();
    }
    ~Listener() { state_->alive = false; }
    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;

    tcp::endpoint endpoint() const { return endpoint_; }
    std::uint64_t accepted() const { return accepted_; }

    awaitable<void> run() {
        watch_.spawn("http_deadlines", watch_deadlines());
        std::exception_ptr error;
        try {
            co_await accept();
        } catch (...) {
            error = std::current_exception();
        }
        if (error) {
            // Cancelled instead of stopped: what runs is cancelled too, but still awaited.
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
            stop();
            cancel();
        }
        co_await sessions_.join();
        watch_.cancel();
        co_await watch_.join();
        if (error) std::rethrow_exception(error);
    }

    void stop() {
        state_->draining = true;
        boost::system::error_code closed_already;
        acceptor_.close(closed_already);
        state_->room.notify();  // should it wait for room
        for (auto const& session : state_->connections()) session->drain();
    }

    void cancel() { sessions_.cancel(); }

private:
    void open() {
        auto const wanted = parse_listen(state_->options.listen);
        try {
            acceptor_.open(wanted.protocol());
            acceptor_.set_option(tcp::acceptor::reuse_address(true));
            acceptor_.bind(wanted);
            acceptor_.listen();
            endpoint_ = acceptor_.local_endpoint();
        } catch (boost::system::system_error const& error) {
            throw ConfigError("cannot listen on '" + state_->options.listen + "': " + error.code().message());
        }
    }

    awaitable<void> accept() {
        while (!state_->draining) {
            if (state_->sessions.size() >= state_->options.connections_max) {
                // Only for somebody who is really waiting.
                auto const [closed] = co_await acceptor_.async_wait(tcp::acceptor::wait_read,
                                                                    asio::as_tuple(asio::use_awaitable));
                if (closed && !state_->draining) throw boost::system::system_error(closed);
                if (closed) co_return;
                if (state_->sessions.size() < state_->options.connections_max) continue;
                make_room();
                co_await state_->room.wait();
                continue;
            }
            auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
            if (state_->draining) co_return;
            if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
            if (error == asio::error::connection_aborted) continue;
            if (error) {
                state_->log.warning("http_accept_failed", "error", error.message());
                co_await state_->clock.sleep(accept_pause);
                continue;
            }
            ++accepted_;
            auto const session = std::make_shared<Session>(state_, std::move(socket));
            session->set_signal(sessions_.spawn("http_session", serve(session)));
        }
    }

    /// Of all connections the one that has been idle longest is of least use.
    void make_room() {
        Session* longest = nullptr;
        for (auto* const session : state_->sessions)
            if (session->idle() && (!longest || session->deadline() < longest->deadline())) longest = session;
        if (longest) longest->close();
    }

    static awaitable<void> serve(std::shared_ptr<Session> session) { co_await session->serve(); }

    /// One timer for all connections: none of them can have a deadline nearer than the shortest timeout from
    /// now.
    awaitable<void> watch_deadlines() {
        auto const shortest = std::min(state_->options.read_timeout, state_->options.idle_timeout);
        for (;;) {
            while (state_->sessions.empty()) co_await state_->came.wait();
            auto const now = state_->clock.monotonic();
            auto next = now + shortest;
            for (auto const& session : state_->connections()) {
                if (session->deadline() <= now) session->expire();
                else next = std::min(next, session->deadline());
            }
            co_await state_->clock.sleep(next - now);
        }
    }

    tcp::acceptor acceptor_;
    tcp::endpoint endpoint_;
    std::uint64_t accepted_ = 0;
    TaskGroup sessions_;
    TaskGroup watch_;
    std::shared_ptr<ServerState> state_;
};

HttpServer::HttpServer(asio::any_io_executor executor, Clock& clock, Log log, ServerOptions options,
                       RequestHandler handler)
    : listener_(std::make_unique<Listener>(std::move(executor), clock, log, std::move(options),
                                           std::move(handler))) {}

HttpServer::~HttpServer() = default;

std::string HttpServer::address() const {
    auto const endpoint = listener_->endpoint();
    auto const host = endpoint.address().to_string();
    return fmt::format(fmt::runtime(endpoint.address().is_v6() ? "[{}]:{}" : "{}:{}"), host, endpoint.port());
}

std::uint16_t HttpServer::port() const { return listener_->endpoint().port(); }
std::uint64_t HttpServer::accepted() const { return listener_->accepted(); }
awaitable<void> HttpServer::run() { return listener_->run(); }
void HttpServer::stop() { listener_->stop(); }
void HttpServer::cancel() { listener_->cancel(); }

}  // namespace aisha::net
