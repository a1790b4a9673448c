// The HTTP server: requests and answers as values, Beast inside. No TLS: a reverse proxy does that.
#pragma once

#include "core/async.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "net/http.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace aisha::net {

/// A file that is removed with its last owner. Large bodies arrive in one.
class TemporaryFile {
public:
    /// A new empty file in `folder`.
    explicit TemporaryFile(std::filesystem::path const& folder);
    ~TemporaryFile();
    TemporaryFile(TemporaryFile const&) = delete;
    TemporaryFile& operator=(TemporaryFile const&) = delete;
    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A request as it arrived. Everything in it comes from outside.
struct IncomingRequest {
    std::string method;
    std::string path;  ///< percent-decoded, without the query
    std::vector<std::pair<std::string, std::string>> query;
    Headers headers;
    /// In memory up to Options::body_in_memory, else in a file.
    std::variant<std::string, std::shared_ptr<TemporaryFile>> body;
    std::string peer;  ///< address of the other side, for the log

    std::optional<std::string_view> query_value(std::string_view name) const;
    std::string_view content_type() const;
};

/// A part of a file (for Range requests), or all of it.
struct FileBody {
    std::filesystem::path path;
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length;
    std::shared_ptr<TemporaryFile> owner;  ///< kept until it is sent, where the file is temporary
};

/// Gives the next piece of an endless answer (server-sent events), nothing at its end. Cancelled when the
/// other side goes away or the server drains.
using StreamBody = std::function<awaitable<std::optional<std::string>>()>;

struct OutgoingResponse {
    int status = 200;
    Headers headers;  ///< Content-Type included; lengths and Date are added
    std::variant<std::string, FileBody, StreamBody> body;
    /// Called once when the answer left (true) or could not (false). On the loop.
    std::function<void(bool delivered)> on_sent;
    /// Close the connection without a word instead of answering (faults on command).
    bool drop = false;
    /// Send only this many bytes of the body, then close (faults on command).
    std::optional<std::size_t> truncate_after;
};

/// Answers one request. An exception becomes 500 with a reference number; a Refusal or Unavailable is no
/// different here, for what a handler knows of it should be in its answer. Cancelled when the other side
/// closes the connection while it runs.
using RequestHandler = std::function<awaitable<OutgoingResponse>(IncomingRequest)>;

struct ServerOptions {
    std::string listen = "127.0.0.1:0";  ///< "address:port", "[v6]:port"; port 0 takes a free one
    std::filesystem::path temporary_folder;
    limits::Bytes body_max = 64 * limits::mib;
    limits::Bytes body_in_memory = limits::mib;
    limits::Bytes header_max = 16 * limits::kib;
    std::size_t connections_max = 1024;
    Duration read_timeout = std::chrono::seconds(30);  ///< for a header, and for each piece of a body
    Duration idle_timeout = std::chrono::seconds(75);  ///< between requests of a kept-alive connection
};

/// Listens from construction on (throws ConfigError where the address is taken or malformed).
class HttpServer {
public:
    HttpServer(asio::any_io_executor executor, Clock& clock, Log log, ServerOptions options,
               RequestHandler handler);
    ~HttpServer();

    /// The address it really listens on.
    std::string address() const;
    std::uint16_t port() const;
    /// Connections taken so far.
    std::uint64_t accepted() const;

    /// Serves until `stop`; returns when every connection has ended.
    awaitable<void> run();
    /// Accepts no more, closes idle connections, lets running requests finish with "Connection: close".
    void stop();
    /// Cancels what still runs.
    void cancel();

private:
    class Listener;
    std::unique_ptr<Listener> listener_;
};

/// A JSON answer.
OutgoingResponse json_response(int status, std::string body);
/// problem+json (RFC 9457): what went wrong in a sentence.
OutgoingResponse problem(int status, std::string_view title, std::string_view detail = {});

}  // namespace aisha::net
