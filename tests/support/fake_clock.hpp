// Virtual time: it moves only when the test says so, and sleepers wake in order.
#pragma once

#include "core/clock.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <map>
#include <memory>

namespace aisha::tests {

class FakeClock : public Clock {
public:
    explicit FakeClock(std::uint64_t seed = 1) : state_(seed) {}

    Time now() const override { return Time(Duration(start_us + elapsed_us_.load())); }
    Monotonic monotonic() const override { return Monotonic(Duration(elapsed_us_.load())); }
    boost::asio::awaitable<void> sleep(Duration duration) override;
    std::uint64_t random() override;

    /// Moves time; who slept until then is woken (and runs when the loop turns).
    void advance(Duration duration);
    std::size_t sleepers() const { return sleepers_.size(); }
    /// Moves to the next sleeper's time; false where nobody sleeps.
    bool advance_to_next();

private:
    static constexpr std::int64_t start_us = 1'790'000'000'000'000;  // September 2026
    std::atomic<std::int64_t> elapsed_us_ = 0;
    std::atomic<std::uint64_t> state_;
    std::multimap<std::int64_t, std::shared_ptr<boost::asio::steady_timer>> sleepers_;
};

}  // namespace aisha::tests
