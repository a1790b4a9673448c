// Delays between tries.
#include "jobs/backoff.hpp"

#include "core/limits.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, doubles_up_to_the_greatest_delay) {
    std::vector<Duration> const expected{500ms, 1s, 2s, 4s, 8s, 15s, 15s};
    for (std::size_t failures = 1; failures <= expected.size(); ++failures)
        EXPECT_EQ(retry_delay(static_cast<int>(failures), 15s, {}, 0), expected[failures - 1]);
    EXPECT_EQ(retry_delay(1'000'000, 15s, {}, 0), 15s);
}

TEST(Backoff, chance_takes_off_up_to_a_half) {
    EXPECT_EQ(retry_delay(2, 15s, {}, 0.5), 750ms);
    EXPECT_GT(retry_delay(2, 15s, {}, 0.999999), 500ms);
    EXPECT_LT(retry_delay(2, 15s, {}, 0.999999), 501ms);
}

TEST(Backoff, a_small_greatest_delay_holds_from_the_first) { EXPECT_EQ(retry_delay(1, 100ms, {}, 0), 100ms); }

TEST(Backoff, what_is_asked_for_is_the_least_and_has_its_bound) {
    EXPECT_EQ(retry_delay(1, 15s, 3s, 0.5), 3s);
    EXPECT_EQ(retry_delay(9, 15s, 3s, 0), 15s);
    EXPECT_EQ(retry_delay(1, 15s, 10min, 0), 10min);
    EXPECT_EQ(retry_delay(1, 15s, 10h, 0), limits::retry_after_max);
}

}  // namespace
}  // namespace aisha
