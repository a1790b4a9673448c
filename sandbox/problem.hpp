// Errors of the people's side, as sentences for the person who wrote the request.
#pragma once

#include "core/json.hpp"
#include "net/http_server.hpp"

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aisha::sandbox {

/// Becomes problem+json with that status.
class Problem : public std::runtime_error {
public:
    Problem(int status, std::string const& detail) : std::runtime_error(detail), status_(status) {}
    int status() const { return status_; }

private:
    int status_;
};

/// The title that goes with a status.
std::string_view title_of(int status);

/// The body as JSON of that type. Throws Problem (400) that names the field.
json::Value read_body(net::IncomingRequest const& request);

template <class T>
T read_body_as(net::IncomingRequest const& request) {
    auto const body = read_body(request);
    try {
        return json::read<T>(body);
    } catch (json::Error const& e) {
        throw Problem(400, e.what());
    }
}

/// A whole number out of a path, a query or a form field. Throws Problem (400, or `status`) that names it.
std::int64_t read_number(std::string_view text, std::string_view name, int status = 400);
/// A number of the query, or `otherwise`.
std::int64_t query_number(net::IncomingRequest const& request, std::string_view name, std::int64_t otherwise);
/// wait=SECONDS of the query, at most ten minutes; nothing where it is not given.
std::optional<Duration> query_wait(net::IncomingRequest const& request);

}  // namespace aisha::sandbox
