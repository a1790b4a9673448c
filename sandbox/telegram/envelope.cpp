// Making Bot API answers.
#include "sandbox/telegram/envelope.hpp"

namespace aisha::sandbox::telegram {

namespace {

std::string_view text_of(int status) {
    switch (status) {
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden: bot was blocked by the user";
        case 404: return "Not Found";
        case 409:
            return "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
                   "is running";
        case 500: return "Internal Server Error";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        default: return "Error on command";
    }
}

}  // namespace

net::OutgoingResponse succeeded(json::Value result, std::string_view description) {
    json::Object envelope{{"ok", true}, {"result", std::move(result)}};
    if (!description.empty()) envelope["description"] = json::write(description);
    return net::json_response(200, json::dump(envelope));
}

net::OutgoingResponse failed(int code, std::string_view description,
                             std::optional<std::int64_t> retry_after) {
    json::Object envelope{{"ok", false}, {"error_code", code}, {"description", json::write(description)}};
    if (retry_after) envelope["parameters"] = json::Object{{"retry_after", *retry_after}};
    auto response = net::json_response(code, json::dump(envelope));
    if (retry_after) response.headers.add("Retry-After", std::to_string(*retry_after));
    return response;
}

net::OutgoingResponse failed(ApiError const& error) {
    if (auto const* const wait = dynamic_cast<TooManyRequests const*>(&error))
        return failed(error.code(), error.what(), wait->retry_after());
    return failed(error.code(), error.what());
}

net::OutgoingResponse failed_on_command(int status, Fault const& fault) {
    if (status == 429) return failed(TooManyRequests(fault.retry_after.value_or(1)));
    return failed(status, fault.message.value_or(std::string(text_of(status))), fault.retry_after);
}

}  // namespace aisha::sandbox::telegram
