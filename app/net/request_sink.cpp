// What the parser finds in a request, gathered and judged.
#include "net/request_sink.hpp"

#include "net/url_policy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace aisha::net {

namespace {

/// A name or value of a query: also '+' means a space there.
std::optional<std::string> query_decode(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode(spaced);
}

}  // namespace

RequestSink::RequestSink(ServerOptions const& options, std::string const& peer) : options_(options) {
    request_.peer = peer;
}

RequestSink::~RequestSink() {
    if (file_ >= 0) ::close(file_);
}

bool RequestSink::refuse(int status, std::string_view title) {
    refusal_ = problem(status, title);
    return false;
}

bool RequestSink::start(std::string_view method, std::string_view target, int version) {
    constexpr int http_1_0 = 10;
    constexpr int http_1_1 = 11;
    if (version != http_1_0 && version != http_1_1) return refuse(505, "HTTP/1.1 or HTTP/1.0 is spoken here");
    old_version_ = version == http_1_0;
    request_.method = method;
    return take_target(target);
}

bool RequestSink::take_target(std::string_view target) {
    if (auto const scheme = target.find("://");
        !target.starts_with('/') && scheme != std::string_view::npos) {
        auto const slash = target.find('/', scheme + 3);  // as proxies are asked
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    // A tunnel to somewhere (CONNECT) is not dug here.
    if (!target.starts_with('/') && target != "*") return refuse(400, "the path is malformed");
    target = target.substr(0, target.find('#'));
    auto const mark = target.find('?');
    auto path = percent_decode(target.substr(0, mark));
    if (!path || path->find('\0') != std::string::npos) return refuse(400, "the path is malformed");
    request_.path = std::move(*path);
    auto query = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    while (!query.empty()) {
        auto const pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.empty()) continue;
        auto const equals = pair.find('=');
        auto name = query_decode(pair.substr(0, equals));
        auto value =
            query_decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
        if (!name || !value) return refuse(400, "the query is malformed");
        request_.query.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

bool RequestSink::field(std::string_view name, std::string_view value) {
    // What follows a chunked body is no part of the header, whatever it calls itself.
    if (!header_ended_) request_.headers.add(std::string(name), std::string(value));
    return true;
}

bool RequestSink::end_header() {
    header_ended_ = true;
    if (!old_version_ && !request_.headers.find("Host")) return refuse(400, "the Host header is missing");
    return true;
}

bool RequestSink::begin_body(std::optional<std::uint64_t> length) {
    auto const expected = length.value_or(0);
    if (expected > options_.body_max) return true;  // the parser's own limit speaks
    if (expected > options_.body_in_memory) return spool();
    std::get<std::string>(request_.body).reserve(static_cast<std::size_t>(expected));
    return true;
}

bool RequestSink::body(std::string_view bytes) {
    if (file_ >= 0) return write(bytes);
    auto& memory = std::get<std::string>(request_.body);
    if (memory.size() + bytes.size() <= options_.body_in_memory) {
        memory.append(bytes);
        return true;
    }
    auto const so_far = std::move(memory);
    return spool() && write(so_far) && write(bytes);
}

bool RequestSink::end_body() {
    if (file_ < 0) return true;
    if (::close(std::exchange(file_, -1)) != 0) return refuse(507, "the body could not be stored");
    return true;
}

bool RequestSink::spool() {
    try {
        auto file = std::make_shared<TemporaryFile>(options_.temporary_folder);
        file_ = ::open(file->path().c_str(), O_WRONLY | O_CLOEXEC);
        request_.body = std::move(file);
    } catch (std::system_error const&) {
        return refuse(507, "the body could not be stored");
    }
    return file_ >= 0 || refuse(507, "the body could not be stored");
}

bool RequestSink::write(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const written = ::write(file_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return refuse(507, "the body could not be stored");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace aisha::net
