// A value that cannot be printed, logged or written to JSON by accident.
#pragma once

#include <string>

namespace aisha {

/// Holds a token or key. There is no formatter, no stream operator and no JSON mapping; `reveal` is the only
/// way out, and where it is called is where the secret leaves the program.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}

    std::string const& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }

private:
    std::string value_;
};

}  // namespace aisha
