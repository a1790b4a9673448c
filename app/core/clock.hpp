// Time and chance, as one seam: everything that waits, measures or draws lots asks the Clock, so that tests
// can run in virtual time with a known seed.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace aisha {

using Duration = std::chrono::microseconds;
/// A moment in UTC, as it is stored: microseconds since 1970.
using Time = std::chrono::sys_time<Duration>;
/// A moment on the clock that never jumps; only differences mean anything.
using Monotonic = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// Implementations may be asked for the time and for chance from any thread; sleeps belong to the loop.
class Clock {
public:
    virtual ~Clock() = default;

    /// The wall clock, UTC. For what is stored or shown.
    virtual Time now() const = 0;

    /// For timeouts, leases and figures inside this process.
    virtual Monotonic monotonic() const = 0;

    /// Waits at least `duration`. Throws operation_aborted when cancelled.
    virtual boost::asio::awaitable<void> sleep(Duration duration) = 0;

    /// 64 random bits, good enough for tokens.
    virtual std::uint64_t random() = 0;

    /// A number in [0, 1).
    double chance();

    /// `characters` random characters of [a-z0-9].
    std::string token(std::size_t characters);
};

/// The machine's clock and OpenSSL's random numbers.
class SystemClock : public Clock {
public:
    Time now() const override;
    Monotonic monotonic() const override;
    boost::asio::awaitable<void> sleep(Duration duration) override;
    std::uint64_t random() override;
};

/// 2026-11-22T10:15:30.123456Z
std::string iso8601(Time time);

}  // namespace aisha
