// Reading what people's requests say, with clear errors.
#include "sandbox/problem.hpp"

#include <cmath>
#include <fstream>
#include <sstream>

namespace aisha::sandbox {

namespace {

constexpr double wait_max_seconds = 600;

}  // namespace

std::string_view title_of(int status) {
    switch (status) {
        case 400: return "The request is wrong";
        case 403: return "Not allowed";
        case 404: return "Not found";
        case 405: return "Wrong method";
        case 409: return "Not possible now";
        case 413: return "Too large";
        case 501: return "Not implemented in the sandbox";
        case 503: return "Not available";
        case 504: return "The bot did not answer";
        default: return "Error";
    }
}

json::Value read_body(net::IncomingRequest const& request) {
    std::string text;
    if (auto const* const in_memory = std::get_if<std::string>(&request.body)) {
        text = *in_memory;
    } else {
        std::ifstream in(std::get<std::shared_ptr<net::TemporaryFile>>(request.body)->path(),
                         std::ios::binary);
        std::ostringstream bytes;
        bytes << in.rdbuf();
        text = std::move(bytes).str();
    }
    try {
        return json::parse(text);
    } catch (json::Error const& e) {
        throw Problem(400, fmt::format("The body must be JSON: {}.", e.what()));
    }
}

std::int64_t read_number(std::string_view text, std::string_view name, int status) {
    std::int64_t number = 0;
    auto const* const last = text.data() + text.size();
    auto const [end, error] = std::from_chars(text.data(), last, number);
    if (error != std::errc{} || end != last || text.empty())
        throw Problem(status, fmt::format("{} must be a whole number.", name));
    return number;
}

std::int64_t query_number(net::IncomingRequest const& request, std::string_view name,
                          std::int64_t otherwise) {
    auto const text = request.query_value(name);
    return text ? read_number(*text, name) : otherwise;
}

std::optional<Duration> query_wait(net::IncomingRequest const& request) {
    auto const text = request.query_value("wait");
    if (!text) return std::nullopt;
    double seconds = 0;
    auto const* const last = text->data() + text->size();
    auto const [end, error] = std::from_chars(text->data(), last, seconds);
    if (error != std::errc{} || end != last || !std::isfinite(seconds) || seconds < 0)
        throw Problem(400, "wait must be a number of seconds.");
    return std::chrono::duration_cast<Duration>(
        std::chrono::duration<double>(std::min(seconds, wait_max_seconds)));
}

}  // namespace aisha::sandbox
