// The envelope of Bot API answers.
#pragma once

#include "net/http_server.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/telegram/errors.hpp"

namespace aisha::sandbox::telegram {

/// 429 with the seconds to wait.
class TooManyRequests : public ApiError {
public:
    explicit TooManyRequests(std::int64_t retry_after)
        : ApiError(429, fmt::format("Too Many Requests: retry after {}", retry_after)),
          retry_after_(retry_after) {}
    std::int64_t retry_after() const { return retry_after_; }

private:
    std::int64_t retry_after_;
};

/// {"ok":true,"result":…}
net::OutgoingResponse succeeded(json::Value result, std::string_view description);
/// {"ok":false,"error_code":…,"description":…}
net::OutgoingResponse failed(int code, std::string_view description,
                             std::optional<std::int64_t> retry_after = {});
/// The same for an error that was thrown.
net::OutgoingResponse failed(ApiError const& error);
/// What the real service says with a status, unless the order has words of its own, for faults on command.
net::OutgoingResponse failed_on_command(int status, Fault const& fault);

}  // namespace aisha::sandbox::telegram
