// What every Clock does. A test of an implementation includes this and instantiates it.
#pragma once

#include "core/clock.hpp"
#include "core/errors.hpp"
#include "tests/support/run.hpp"

#include <functional>
#include <memory>
#include <set>

namespace aisha::tests {

/// A clock, and how its time is made to pass (where it does not do so by itself).
class ClockUnderTest {
public:
    virtual ~ClockUnderTest() = default;
    virtual Clock& clock() = 0;
    virtual void pass(Duration duration) = 0;
};

struct ClockCase {
    std::string name;
    std::function<std::unique_ptr<ClockUnderTest>()> make;
};

class ClockContract : public ::testing::TestWithParam<ClockCase> {
protected:
    /// Lets `done` come true while time passes in small steps.
    template <class Condition>
    bool reached(Condition done) {
        return run_until(loop_, [&] {
            if (done()) return true;
            under_test_->pass(step);
            return false;
        });
    }

    Clock& clock() { return under_test_->clock(); }

    static constexpr Duration step = std::chrono::milliseconds(1);
    asio::io_context loop_{1};
    std::unique_ptr<ClockUnderTest> under_test_ = GetParam().make();
};

TEST_P(ClockContract, time_is_of_this_age_and_passes) {
    using namespace std::chrono;
    EXPECT_GT(clock().now(), sys_days(year(2024) / 1 / 1));
    EXPECT_LT(clock().now(), sys_days(year(2200) / 1 / 1));
    auto const wall = clock().now();
    auto const monotonic = clock().monotonic();
    EXPECT_TRUE(reached([&] { return clock().monotonic() >= monotonic + milliseconds(5); }));
    EXPECT_GE(clock().now(), wall + milliseconds(4));
}

TEST_P(ClockContract, a_sleep_lasts_at_least_as_long_as_asked) {
    constexpr auto length = std::chrono::milliseconds(20);
    auto const before = clock().monotonic();
    auto future = asio::co_spawn(loop_, clock().sleep(length), asio::use_future);
    ASSERT_TRUE(
        reached([&] { return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
    future.get();
    EXPECT_GE(clock().monotonic() - before, length);
}

TEST_P(ClockContract, sleepers_wake_in_the_order_of_their_times) {
    using namespace std::chrono_literals;
    TaskGroup tasks(loop_.get_executor(), silent_log());
    std::vector<int> order;
    auto const sleep = [&](int number, Duration length) -> awaitable<void> {
        co_await clock().sleep(length);
        order.push_back(number);
    };
    tasks.spawn("third", sleep(3, 60ms));
    tasks.spawn("first", sleep(1, 20ms));
    tasks.spawn("second", sleep(2, 40ms));
    ASSERT_TRUE(reached([&] { return tasks.size() == 0; }));
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST_P(ClockContract, no_sleep_at_all_ends_at_once) {
    run(loop_, clock().sleep(Duration(0)));
    run(loop_, clock().sleep(-std::chrono::hours(1)));
}

TEST_P(ClockContract, a_cancelled_sleep_ends_as_cancelled) {
    TaskGroup tasks(loop_.get_executor(), silent_log());
    std::exception_ptr error;
    bool sleeping = false;
    auto const sleep = [&]() -> awaitable<void> {
        try {
            sleeping = true;
            co_await clock().sleep(std::chrono::hours(10));
        } catch (...) {
            error = std::current_exception();
        }
    };
    tasks.spawn("sleep", sleep());
    ASSERT_TRUE(run_until(loop_, [&] { return sleeping; }));
    tasks.cancel();
    run(loop_, tasks.join());
    ASSERT_TRUE(error);
    EXPECT_TRUE(is_cancelled(error));
}

TEST_P(ClockContract, chance_differs_and_stays_in_range) {
    std::set<std::uint64_t> numbers;
    constexpr int draws = 1000;
    for (int i = 0; i < draws; ++i) numbers.insert(clock().random());
    EXPECT_EQ(numbers.size(), draws);
    double sum = 0;
    for (int i = 0; i < draws; ++i) {
        auto const chance = clock().chance();
        EXPECT_GE(chance, 0);
        EXPECT_LT(chance, 1);
        sum += chance;
    }
    EXPECT_NEAR(sum / draws, 0.5, 0.1);
}

TEST_P(ClockContract, tokens_are_of_their_length_and_alphabet) {
    auto const token = clock().token(40);
    EXPECT_EQ(token.size(), 40U);
    EXPECT_EQ(token.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), std::string::npos);
    EXPECT_NE(token, clock().token(40));
    EXPECT_EQ(clock().token(0), "");
}

}  // namespace aisha::tests
