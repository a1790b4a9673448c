// What the parser finds in a request, gathered and judged. Knows no parser.
#pragma once

#include "net/http_server.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisha::net {

/// Takes a request piece by piece. A function that gives false has put the answer into `refusal`.
class RequestSink {
public:
    RequestSink(ServerOptions const& options, std::string const& peer);
    ~RequestSink();
    RequestSink(RequestSink const&) = delete;
    RequestSink& operator=(RequestSink const&) = delete;

    /// `version` is 10 or 11.
    bool start(std::string_view method, std::string_view target, int version);
    bool field(std::string_view name, std::string_view value);
    bool end_header();
    bool begin_body(std::optional<std::uint64_t> length);
    /// Beyond Options::body_in_memory the bytes go into a file.
    bool body(std::string_view bytes);
    bool end_body();

    IncomingRequest& request() { return request_; }
    bool old_version() const { return old_version_; }
    std::optional<OutgoingResponse> const& refusal() const { return refusal_; }

private:
    bool refuse(int status, std::string_view title);
    bool take_target(std::string_view target);
    bool spool();
    bool write(std::string_view bytes);

    ServerOptions const& options_;
    IncomingRequest request_;
    std::optional<OutgoingResponse> refusal_;
    bool old_version_ = false;
    bool header_ended_ = false;
    int file_ = -1;
};

}  // namespace aisha::net
