// Exponential delays with jitter.
#include "jobs/backoff.hpp"

#include "core/limits.hpp"

#include <algorithm>

namespace aisha {

Duration retry_delay(int failures, Duration delay_max, std::optional<Duration> retry_after, double chance) {
    Duration delay = std::min<Duration>(limits::retry_delay_min, delay_max);
    for (int doubled = 1; doubled < failures && delay < delay_max; ++doubled)
        delay = std::min(delay * 2, delay_max);
    auto const spread = static_cast<double>(delay.count()) / 2;
    delay -= Duration(static_cast<Duration::rep>(spread * chance));
    if (retry_after) delay = std::max(delay, std::min<Duration>(*retry_after, limits::retry_after_max));
    return delay;
}

}  // namespace aisha
