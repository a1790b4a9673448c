// First ids, from the clock.
#include "sandbox/telegram/ids.hpp"

namespace aisha::sandbox::telegram {

namespace {

using namespace std::chrono_literals;

constexpr Time origin = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
constexpr auto small_step = 20ms;
/// Leaves 147 million ids below 2^31 for one world to grow into.
constexpr std::int64_t small_round = 2'000'000'000;

}  // namespace

std::int64_t small_ids_from(Time now) {
    auto const steps = (now - origin) / small_step;
    return 1 + (steps % small_round + small_round) % small_round;
}

std::int64_t large_ids_from(Time now) { return std::max<std::int64_t>(1, (now - origin) / 1ms); }

}  // namespace aisha::sandbox::telegram
