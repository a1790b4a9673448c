// How strictly the sandbox limits the rate of messages.
#pragma once

#include "core/clock.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace aisha::sandbox::telegram {

enum class LimitMode {
    off,
    realistic,  ///< in a chat 1 a second and short bursts, in a group 20 a minute, in all 30 a second
    harsh       ///< the same without bursts, and the wait doubles for a bot that does not wait
};
BOOST_DESCRIBE_ENUM(LimitMode, off, realistic, harsh)

/// https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
class RateLimits {
public:
    explicit RateLimits(Clock& clock) : clock_(clock) {}

    void set(LimitMode mode);
    LimitMode mode() const { return mode_; }
    /// Whether calls of this method count: what sends or edits messages.
    static bool counts(std::string_view method);
    /// Counts one call; where it is too many, the seconds to wait.
    std::optional<std::int64_t> check(std::int64_t bot, std::int64_t chat);

private:
    /// Tokens that come back evenly, up to a burst.
    struct Bucket {
        double tokens = 0;
        Monotonic filled;
    };
    struct Rule {
        double per_second = 0;
        double burst = 0;
    };
    Bucket& filled(std::pair<std::int64_t, std::int64_t> key, Rule rule);

    Clock& clock_;
    LimitMode mode_ = LimitMode::off;
    std::map<std::pair<std::int64_t, std::int64_t>, Bucket>
        buckets_;  ///< (bot, chat); chat 0: all of the bot's
    std::map<std::pair<std::int64_t, std::int64_t>, std::pair<Monotonic, std::int64_t>> penalties_;
};

}  // namespace aisha::sandbox::telegram
