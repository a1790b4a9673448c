// Several coroutines at once.
#include "core/all_of.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

struct AllOf : testing::Test {
    awaitable<void> after(Duration delay, std::string error = "") {
        co_await clock.sleep(delay);
        ++ended;
        if (!error.empty()) throw std::runtime_error(error);
    }

    asio::io_context loop{1};
    FakeClock clock;
    int ended = 0;
};

TEST_F(AllOf, nothing_is_done_at_once) { run(loop, all_of({})); }

TEST_F(AllOf, waits_for_every_one_and_tells_the_first_failure) {
    std::vector<awaitable<void>> tasks;
    tasks.push_back(after(3s, "late"));
    tasks.push_back(after(1s, "early"));
    tasks.push_back(after(5s));
    auto future = asio::co_spawn(loop, all_of(std::move(tasks)), asio::use_future);
    ASSERT_TRUE(run_until(loop, [&] { return clock.sleepers() == 3; }));
    for (int i = 0; i < 3; ++i) {
        clock.advance(2s);
        ASSERT_TRUE(run_until(loop, [&] { return ended == i + 1; }));
    }
    ASSERT_TRUE(run_until(loop, [&] { return future.wait_for(0s) == std::future_status::ready; }));
    try {
        future.get();
        FAIL();
    } catch (std::runtime_error const& error) {
        EXPECT_STREQ(error.what(), "early");
    }
}

TEST_F(AllOf, cancelling_reaches_all) {
    TaskGroup group(loop.get_executor(), silent_log());
    std::vector<awaitable<void>> tasks;
    tasks.push_back(after(3s));
    tasks.push_back(after(1s));
    group.spawn("all", all_of(std::move(tasks)));
    ASSERT_TRUE(run_until(loop, [&] { return clock.sleepers() == 2; }));
    group.cancel();
    run(loop, group.join());
    EXPECT_EQ(ended, 0);
    EXPECT_EQ(clock.sleepers(), 0U);
}

}  // namespace
}  // namespace aisha::tests
