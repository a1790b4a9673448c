// Connections of the HTTP server: requests are read with Beast's parser, answered by the handler, written
// back.
#include "net/http_server.hpp"

#include "core/errors.hpp"
#include "net/http_session.hpp"
#include "net/request_sink.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <sys/socket.h>

#include <array>

namespace aisha::net {

namespace {

namespace http = boost::beast::http;
using Text = boost::beast::string_view;

constexpr std::size_t header_read = 4 * 1024;
constexpr std::size_t body_read = 64 * 1024;
/// Read and dropped after an answer that leaves unread bytes: closing at once would destroy it on its way.
constexpr limits::Bytes linger_bytes = 256 * limits::mib;
constexpr std::size_t reference_characters = 8;

std::string_view view(Text text) { return {text.data(), text.size()}; }

/// Tells once whether the answer left, whatever happens.
class SentGuard {
public:
    SentGuard(std::shared_ptr<ServerState> server, std::function<void(bool)> on_sent)
        : server_(std::move(server)), on_sent_(std::move(on_sent)) {}
    ~SentGuard() { tell(false); }
    SentGuard(SentGuard const&) = delete;
    SentGuard& operator=(SentGuard const&) = delete;

    void tell(bool delivered) {
        auto const on_sent = std::exchange(on_sent_, nullptr);
        if (!on_sent || !server_->alive) return;
        try {
            on_sent(delivered);
        } catch (std::exception const& error) {
            server_->log.error("http_on_sent_failed", "error", error.what());
        }
    }

private:
    std::shared_ptr<ServerState> server_;
    std::function<void(bool)> on_sent_;
};

}  // namespace

/// Beast's parser; what it finds goes straight into the sink.
class RequestParser : public http::basic_parser<true> {
public:
    explicit RequestParser(ServerOptions const& options, std::string const& peer) : sink_(options, peer) {
        header_limit(static_cast<std::uint32_t>(options.header_max));
        body_limit(options.body_max);
    }

    RequestSink& sink() { return sink_; }

    /// The answer to a request that could not be read.
    OutgoingResponse refusal(boost::system::error_code const& error, ServerOptions const& options) const {
        if (auto const& known = sink_.refusal()) return *known;
        if (error == http::error::header_limit)
            return problem(431, "header too large", fmt::format("at most {} bytes", options.header_max));
        if (error == http::error::body_limit)
            return problem(413, "body too large", fmt::format("at most {} bytes", options.body_max));
        if (error == http::error::bad_version) return problem(505, "HTTP/1.1 or HTTP/1.0 is spoken here");
        return problem(400, "malformed request", error.message());
    }

private:
    using Error = boost::system::error_code;

    void check(bool well, Error& error) { error = well ? Error() : make_error_code(http::error::bad_target); }
    void on_request_impl(http::verb /*verb*/, Text method, Text target, int version, Error& error) override {
        check(sink_.start(view(method), view(target), version), error);
    }
    void on_response_impl(int /*status*/, Text /*reason*/, int /*version*/, Error& error) override {
        error = {};
    }
    void on_field_impl(http::field /*field*/, Text name, Text value, Error& error) override {
        check(sink_.field(view(name), view(value)), error);
    }
    void on_header_impl(Error& error) override { check(sink_.end_header(), error); }
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, Error& error) override {
        check(sink_.begin_body(length ? std::optional(*length) : std::nullopt), error);
    }
    std::size_t on_body_impl(Text bytes, Error& error) override {
        check(sink_.body(view(bytes)), error);
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t /*size*/, Text /*extensions*/, Error& error) override {
        error = {};
    }
    std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, Text bytes, Error& error) override {
        check(sink_.body(view(bytes)), error);
        return bytes.size();
    }
    void on_finish_impl(Error& error) override { check(sink_.end_body(), error); }

    RequestSink sink_;
};

std::vector<std::shared_ptr<Session>> ServerState::connections() const {
    std::vector<std::shared_ptr<Session>> result;
    for (auto* const session : sessions) result.push_back(session->shared_from_this());
    return result;
}

std::string const& ServerState::date() {
    auto const now = clock.now();
    auto const second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (second != date_second_) {
        date_second_ = second;
        date_ = http_date(now);
    }
    return date_;
}

Session::Session(std::shared_ptr<ServerState> server, asio::ip::tcp::socket socket)
    : server_(std::move(server)),
      socket_(std::move(socket)),
      writer_(socket_, [this] { enter(Phase::writing); }) {
    boost::system::error_code gone;
    socket_.non_blocking(true, gone);
    socket_.set_option(asio::ip::tcp::no_delay(true), gone);
    auto const peer = socket_.remote_endpoint(gone);
    if (!gone) peer_ = peer.address().to_string();
    place_ = server_->sessions.insert(server_->sessions.end(), this);
    server_->came.notify();
}

void Session::leave() {
    close();  // a watch for the other side's closing may keep this object for a while
    if (!place_) return;
    server_->sessions.erase(*place_);
    place_.reset();
    if (server_->alive) server_->room.notify();
}

awaitable<void> Session::serve() {
    std::exception_ptr error;
    try {
        co_await serve_requests();
    } catch (...) {
        error = std::current_exception();
    }
    leave();
    if (error) std::rethrow_exception(error);
}

awaitable<void> Session::serve_requests() {
    for (bool more = true; more;) {
        RequestParser parser(server_->options, peer_);
        auto const end = co_await read(parser);
        if (end != ReadEnd::request) co_return;
        bool const is_head = parser.sink().request().method == "HEAD";
        bool const keep_alive = parser.keep_alive();
        bool const old_version = parser.sink().old_version();
        auto response = co_await answer(std::move(parser.sink().request()));
        if (!response) co_return;
        SentGuard sent(server_, std::move(response->on_sent));
        bool const ends_by_close = old_version && std::holds_alternative<StreamBody>(response->body);
        more = keep_alive && !server_->draining && !response->truncate_after && !ends_by_close;
        bool const delivered = co_await deliver(*response, {is_head, more, old_version});
        sent.tell(delivered);
        more = more && delivered && !server_->draining;
    }
    boost::system::error_code gone;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, gone);
}

void Session::enter(Phase phase) {
    phase_ = phase;
    expired_ = false;
    auto const& options = server_->options;
    if (phase == Phase::idle && server_->sessions.size() >= options.connections_max) server_->room.notify();
    if (phase == Phase::handling || phase == Phase::streaming) deadline_ = Monotonic::max();
    else
        deadline_ =
            server_->clock.monotonic() + (phase == Phase::idle ? options.idle_timeout : options.read_timeout);
}

/// Reads until `parser` has a whole request. Where that cannot be, it has been answered.
awaitable<Session::ReadEnd> Session::read(RequestParser& parser) {
    enter(Phase::idle);
    for (;;) {
        while (begin_ < buffer_.size()) {
            if (phase_ == Phase::idle) enter(Phase::reading);
            bool const in_body = parser.is_header_done();
            boost::system::error_code error;
            begin_ += parser.put(asio::buffer(buffer_.data() + begin_, buffer_.size() - begin_), error);
            if (error && error != http::error::need_more) {
                co_await refuse(parser.refusal(error, server_->options));
                co_return ReadEnd::refused;
            }
            if (!in_body && parser.is_header_done() && !co_await after_header(parser))
                co_return ReadEnd::refused;
            if (parser.is_done()) co_return ReadEnd::request;
            if (in_body) enter(Phase::reading);
            if (error == http::error::need_more) break;
        }
        if (!co_await read_more(parser.is_header_done())) break;
    }
    if (expired_ && phase_ == Phase::reading)
        co_await refuse(problem(408, "the request took too long to arrive"));
    co_return ReadEnd::closed;
}

/// False where nothing more comes.
awaitable<bool> Session::read_more(bool large) {
    buffer_.erase(0, begin_);
    begin_ = 0;
    auto const had = buffer_.size();
    buffer_.resize(had + (large ? body_read : header_read));
    auto const [error, count] = co_await socket_.async_read_some(
        asio::buffer(buffer_.data() + had, buffer_.size() - had), asio::as_tuple(asio::use_awaitable));
    buffer_.resize(had + count);
    co_return !error;
}

/// Between header and body: what can be said before the body was sent. False: it has been refused.
awaitable<bool> Session::after_header(RequestParser& parser) {
    parser.eager(true);
    enter(Phase::reading);
    auto const expectation = parser.sink().request().headers.find("Expect");
    if (!expectation) co_return true;
    if (!same_word(*expectation, "100-continue")) {
        co_await refuse(problem(417, "only 100-continue can be expected"));
        co_return false;
    }
    bool const wanted = !parser.is_done() && begin_ == buffer_.size() && !parser.sink().old_version();
    co_return !wanted || co_await writer_.write_raw("HTTP/1.1 100 Continue\r\n\r\n");
}

/// Nothing where the other side is gone or we are stopping.
awaitable<std::optional<OutgoingResponse>> Session::answer(IncomingRequest request) {
    enter(Phase::handling);
    watch_peer();
    std::exception_ptr error;
    try {
        co_return co_await server_->handler(std::move(request));
    } catch (...) {
        error = std::current_exception();
    }
    auto const state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return std::nullopt;
    co_return failed("http_handler_failed", error);
}

OutgoingResponse Session::failed(std::string_view event, std::exception_ptr const& error) {
    auto const reference = server_->clock.token(reference_characters);
    server_->log.error(event, "reference", reference, "peer", peer_, "error", describe(error));
    return problem(500, "internal error", "The log has more under the reference " + reference + ".");
}

/// True where the answer left as it was meant.
awaitable<bool> Session::deliver(OutgoingResponse& response, AnswerForm form) {
    if (response.drop || peer_gone_ || peer_closed()) {
        boost::system::error_code gone;
        socket_.close(gone);
        co_return false;
    }
    std::exception_ptr error;
    try {
        enter(Phase::writing);
        if (std::holds_alternative<StreamBody>(response.body)) co_return co_await stream(response, form);
        co_return co_await writer_.write(response, form, server_->date());
    } catch (boost::system::system_error const&) {
        throw;
    } catch (...) {
        error = std::current_exception();
    }
    // The answer was unusable before anything of it was written.
    form.keep_alive = false;
    co_await writer_.write(failed("http_answer_unusable", error), form, server_->date());
    co_return false;
}

awaitable<bool> Session::stream(OutgoingResponse& response, AnswerForm form) {
    if (!co_await writer_.write_stream_head(response, form, server_->date())) co_return false;
    if (form.head_only) co_return true;
    auto const& body = std::get<StreamBody>(response.body);
    auto left = response.truncate_after;
    bool ended_by_drain = false;
    while (auto piece = co_await next_piece(body, ended_by_drain)) {
        bool const cut = left && piece->size() >= *left;
        if (cut) piece->resize(*left);
        if (left) *left -= piece->size();
        enter(Phase::writing);
        if (!co_await writer_.write_piece(*piece, form.old_version) || cut) co_return false;
    }
    if (!form.old_version && !co_await writer_.write_raw("0\r\n\r\n")) co_return false;
    co_return !ended_by_drain;
}

/// The next piece of a stream, nothing at its end or when the server drains.
awaitable<std::optional<std::string>> Session::next_piece(StreamBody const& body, bool& ended_by_drain) {
    if (server_->draining) {
        ended_by_drain = true;
        co_return std::nullopt;
    }
    enter(Phase::streaming);
    watch_peer();
    std::exception_ptr error;
    try {
        co_return co_await body();
    } catch (...) {
        error = std::current_exception();
    }
    auto const state = co_await asio::this_coro::cancellation_state;
    bool const cancelled = state.cancelled() != asio::cancellation_type::none;
    if (cancelled && server_->draining && !peer_gone_ && !peer_closed()) {
        // Cancelled to be ended politely; cancelled again, it is over.
        co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
        ended_by_drain = true;
        co_return std::nullopt;
    }
    if (!cancelled) server_->log.error("http_stream_failed", "peer", peer_, "error", describe(error));
    boost::system::error_code gone;
    socket_.close(gone);
    throw boost::system::system_error(asio::error::operation_aborted);
}

/// Answers a request that was not read to its end, and sees to it that the answer arrives.
awaitable<void> Session::refuse(OutgoingResponse response) {
    enter(Phase::writing);
    bool const written = co_await writer_.write(response, AnswerForm(), server_->date());
    boost::system::error_code gone;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, gone);
    limits::Bytes dropped = 0;
    for (bool more = written && !gone; more && dropped < linger_bytes;) {
        begin_ = buffer_.size();
        dropped += begin_;
        more = co_await read_more(true);
    }
}

/// Notices that the other side closes while nothing is read. With bytes of a next request waiting, the
/// closing cannot be seen behind them.
void Session::watch_peer() {
    if (watching_) return;
    watching_ = true;
    socket_.async_wait(asio::ip::tcp::socket::wait_read, [self = shared_from_this()](auto const& error) {
        self->watching_ = false;
        if (error || (self->phase_ != Phase::handling && self->phase_ != Phase::streaming)) return;
        if (!self->peer_closed()) return;
        self->peer_gone_ = true;
        if (auto const signal = self->signal_.lock()) signal->emit(asio::cancellation_type::terminal);
    });
}

bool Session::peer_closed() {
    std::array<char, 1> byte{};
    auto const got = ::recv(socket_.native_handle(), byte.data(), byte.size(), MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void Session::drain() {
    if (phase_ == Phase::idle) close();
    if (phase_ != Phase::streaming) return;
    if (auto const signal = signal_.lock()) signal->emit(asio::cancellation_type::terminal);
}

void Session::close() {
    boost::system::error_code gone;
    socket_.close(gone);
}

void Session::expire() {
    deadline_ = Monotonic::max();
    expired_ = true;
    boost::system::error_code gone;
    if (phase_ == Phase::reading || phase_ == Phase::idle) socket_.cancel(gone);
    else socket_.close(gone);
}

}  // namespace aisha::net
