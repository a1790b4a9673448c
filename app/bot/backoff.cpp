// Growing delays.
#include "bot/backoff.hpp"

namespace aisha::bot {

Duration backoff(Clock& clock, int failures, Duration first, Duration last) {
    Duration delay = first;
    for (int i = 1; i < failures && delay < last; ++i) delay *= 2;
    delay = std::min(delay, last);
    constexpr double spread = 0.25;
    return delay -
           Duration(static_cast<Duration::rep>(static_cast<double>(delay.count()) * spread * clock.chance()));
}

}  // namespace aisha::bot
