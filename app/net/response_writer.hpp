// Puts answers on the wire: head, body from memory or from a file.
#pragma once

#include "core/async.hpp"
#include "net/http_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <functional>
#include <string>

namespace aisha::net {

/// What the request makes of its answer's form.
struct AnswerForm {
    bool head_only = false;    ///< HEAD: everything but the body
    bool keep_alive = false;   ///< the connection serves another request
    bool old_version = false;  ///< HTTP/1.0: no chunks
};

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string http_date(Time time);

/// Writes to one socket. Each function gives false where the other side is gone or the answer could not be
/// whole: the connection is of no more use then.
class ResponseWriter {
public:
    /// `before_write` is called before every wait for the other side to take bytes.
    ResponseWriter(asio::ip::tcp::socket& socket, std::function<void()> before_write);

    /// Head and body of an answer that is no stream. Throws where a header or the file of the answer is
    /// unusable: nothing has been written then.
    awaitable<bool> write(OutgoingResponse const& response, AnswerForm form, std::string_view date);
    /// Only the head; the body of unknown length follows in pieces.
    awaitable<bool> write_stream_head(OutgoingResponse const& response, AnswerForm form,
                                      std::string_view date);
    /// A piece of a stream, as a chunk unless `old_version`.
    awaitable<bool> write_piece(std::string_view piece, bool old_version);
    awaitable<bool> write_raw(std::string_view bytes);

private:
    awaitable<bool> write_all(std::array<asio::const_buffer, 3> buffers);
    awaitable<bool> write_file(int file, std::uint64_t offset, std::uint64_t length);

    asio::ip::tcp::socket& socket_;
    std::function<void()> before_write_;
};

}  // namespace aisha::net
