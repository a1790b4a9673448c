// The Bot API's errors, with the real service's texts.
#pragma once

#include "core/json.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace aisha::sandbox::telegram {

/// Becomes {"ok":false,"error_code":…,"description":…} with that HTTP status.
class ApiError : public std::runtime_error {
public:
    ApiError(int code, std::string const& description) : std::runtime_error(description), code_(code) {}
    int code() const { return code_; }

private:
    int code_;
};

/// 400 "Bad Request: …"
[[noreturn]] inline void bad_request(std::string_view text) {
    throw ApiError(400, "Bad Request: " + std::string(text));
}

/// 403 "Forbidden: …"
[[noreturn]] inline void forbidden(std::string_view text) {
    throw ApiError(403, "Forbidden: " + std::string(text));
}

/// 501: the real service has it, the sandbox does not, and says so.
[[noreturn]] inline void not_implemented(std::string_view what) {
    throw ApiError(501, "Not implemented in the sandbox: " + std::string(what));
}

}  // namespace aisha::sandbox::telegram
