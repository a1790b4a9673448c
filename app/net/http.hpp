// HTTP as values: what the client sends and the server answers are plain structs. `Transport` is the seam for
// everything that goes out.
#pragma once

#include "core/async.hpp"
#include "core/errors.hpp"
#include "core/limits.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace aisha::net {

/// Compares ASCII words without case, as names and many values of headers are compared.
bool same_word(std::string_view a, std::string_view b);
/// Without spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// Header fields in order; names compare without case.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// The first field of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// One part of a multipart/form-data body: a plain value, or a file that is streamed from disk.
struct Part {
    std::string name;
    std::variant<std::string, std::filesystem::path> content;
    std::string filename;      ///< empty: no filename is sent
    std::string content_type;  ///< empty: none is sent for a value; for a file it is guessed from its name
};
using Multipart = std::vector<Part>;

/// A part of a file as a body: `length` bytes from `offset` on, streamed from disk.
struct FileSlice {
    std::filesystem::path path;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// Which addresses a request may reach.
enum class Reach {
    configured,  ///< an address the operator set: any host, loopback too
    public_only  ///< an address from outside: refused where the name is anything but a public address,
                 ///< checked at connect time, redirects included
};

struct Request {
    std::string method = "GET";
    std::string url;
    Headers headers;
    std::variant<std::monostate, std::string, Multipart, FileSlice> body;
    Duration timeout = std::chrono::seconds(30);     ///< of the whole exchange
    limits::Bytes answer_max = limits::mib;          ///< a longer answer is an error
    std::optional<std::filesystem::path> answer_to;  ///< a 2xx body goes into this file instead of memory
    Reach reach = Reach::configured;
};

struct Response {
    int status = 0;
    Headers headers;
    std::string body;

    bool ok() const { return status >= 200 && status < 300; }
    /// Seconds of a Retry-After header, where there is one in digits.
    std::optional<std::chrono::seconds> retry_after() const;
};

/// No answer came. `sent` tells whether the other side may have acted on the request.
class TransportError : public Unavailable {
public:
    enum class Sent {
        no,    ///< refused or never connected: nothing happened
        maybe  ///< the connection broke or timed out after the request began to leave
    };
    TransportError(std::string const& what, Sent sent) : Unavailable(what), sent_(sent) {}
    Sent sent() const { return sent_; }

private:
    Sent sent_;
};

/// The answer is longer than allowed, or the address may not be reached. Trying again does not help.
class RequestRefused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// HTTP out. Never throws for a status: that is the caller's to judge.
class Transport {
public:
    virtual ~Transport() = default;

    /// Sends and waits for the whole answer. Throws TransportError or RequestRefused, whose texts never name
    /// more of the URL than its host (paths carry tokens). Cancellation drops the connection.
    virtual awaitable<Response> send(Request request) = 0;
};

}  // namespace aisha::net
