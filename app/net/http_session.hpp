// One connection of the HTTP server, and what all connections share. For the server's own sources.
#pragma once

#include "net/response_writer.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisha::net {

class Session;
class RequestParser;

/// Outlives the server itself where the loop is torn down with connections still open.
struct ServerState {
    ServerState(asio::any_io_executor const& executor, Clock& its_clock, Log its_log,
                ServerOptions its_options, RequestHandler its_handler)
        : clock(its_clock),
          log(std::move(its_log)),
          options(std::move(its_options)),
          handler(std::move(its_handler)),
          came(executor),
          room(executor) {}

    /// The connections now; those that end while the caller walks over them stay valid.
    std::vector<std::shared_ptr<Session>> connections() const;

    /// The Date header, made once a second.
    std::string const& date();

    Clock& clock;
    Log log;
    ServerOptions options;
    RequestHandler handler;
    bool alive = true;  ///< false: the server object is gone, nobody is to be called any more
    bool draining = false;
    std::list<Session*> sessions;
    Wakeup came;  ///< a session is new on the list
    Wakeup room;  ///< one has left it, or one that could make room has become idle

private:
    std::string date_;
    std::int64_t date_second_ = -1;
};

/// One connection. On the server's list from its construction until it has ended.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(std::shared_ptr<ServerState> server, asio::ip::tcp::socket socket);
    ~Session() { leave(); }
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;

    /// Serves until the connection ends, and closes it.
    awaitable<void> serve();
    /// The signal that cancels `serve`.
    void set_signal(std::weak_ptr<asio::cancellation_signal> signal) { signal_ = std::move(signal); }
    /// Ends an idle connection or a stream; other requests are finished.
    void drain();
    /// The other side has not moved until `deadline`.
    void expire();
    Monotonic deadline() const { return deadline_; }
    bool idle() const { return phase_ == Phase::idle; }
    /// Ends an idle connection, to make room.
    void close();

private:
    enum class Phase { idle, reading, handling, streaming, writing };
    enum class ReadEnd { request, closed, refused };

    awaitable<ReadEnd> read(RequestParser& parser);
    awaitable<bool> read_more(bool large);
    awaitable<bool> after_header(RequestParser& parser);
    awaitable<std::optional<OutgoingResponse>> answer(IncomingRequest request);
    awaitable<bool> deliver(OutgoingResponse& response, AnswerForm form);
    awaitable<bool> stream(OutgoingResponse& response, AnswerForm form);
    awaitable<std::optional<std::string>> next_piece(StreamBody const& body, bool& ended_by_drain);
    awaitable<void> refuse(OutgoingResponse response);
    OutgoingResponse failed(std::string_view event, std::exception_ptr const& error);
    awaitable<void> serve_requests();
    void leave();
    void enter(Phase phase);
    void watch_peer();
    bool peer_closed();

    std::shared_ptr<ServerState> server_;
    asio::ip::tcp::socket socket_;
    std::string peer_;
    ResponseWriter writer_;
    std::weak_ptr<asio::cancellation_signal> signal_;
    std::string buffer_;                                  ///< bytes that were read
    std::size_t begin_ = 0;                               ///< where those begin that nobody has looked at
    std::optional<std::list<Session*>::iterator> place_;  ///< on the server's list
    Phase phase_ = Phase::idle;
    Monotonic deadline_ = Monotonic::max();
    bool watching_ = false;
    bool peer_gone_ = false;
    bool expired_ = false;
};

}  // namespace aisha::net
