// Dying on command.
#include "core/crash_point.hpp"

#include "core/clock.hpp"
#include "core/errors.hpp"

#include <fmt/format.h>

#include <signal.h>
#include <unistd.h>

#include <charconv>

namespace aisha {

namespace {

std::atomic<std::int64_t> times_left = 0;

std::string names_of_points() {
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<CrashPoint>>(
        [&](auto enumerator) { names += (names.empty() ? "" : ", ") + std::string(enumerator.name); });
    return names;
}

}  // namespace

namespace detail {

std::atomic<int> crash_point_armed = no_crash_point;

void reach_armed_crash_point(CrashPoint point) {
    if (times_left.fetch_sub(1) != 1) return;
    auto const last_words = fmt::format("aisha: crash point {} at {} us\n", json::name_of(point),
                                        SystemClock().now().time_since_epoch().count());
    [[maybe_unused]] auto const written = ::write(STDERR_FILENO, last_words.data(), last_words.size());
    ::kill(::getpid(), SIGKILL);
    while (true) ::pause();  // another thread may be the one that the signal reaches first
}

}  // namespace detail

void arm_crash_point(std::string const& order) {
    auto const colon = order.find(':');
    std::optional<CrashPoint> point;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<CrashPoint>>([&](auto enumerator) {
        if (order.substr(0, colon) == enumerator.name) point = enumerator.value;
    });
    std::int64_t count = 0;
    auto const* const end = order.data() + order.size();
    auto const parsed =
        colon == std::string::npos ? end : std::from_chars(order.data() + colon + 1, end, count).ptr;
    if (!point || count < 1 || parsed != end)
        throw ConfigError(
            "AISHA_CRASH_AT must be POINT:COUNT, with a count of 1 or more, and one of the points " +
            names_of_points());
    times_left = count;
    detail::crash_point_armed = static_cast<int>(*point);
}

std::optional<CrashPoint> armed_crash_point() {
    auto const armed = detail::crash_point_armed.load();
    return armed == detail::no_crash_point ? std::nullopt : std::optional(static_cast<CrashPoint>(armed));
}

}  // namespace aisha
