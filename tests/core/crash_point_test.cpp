// Dying on command, and not without one.
#include "core/crash_point.hpp"

#include "core/errors.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <stdlib.h>

namespace aisha::tests {
namespace {

TEST(CrashPoint, nothing_happens_unless_it_is_armed) {
    reach(CrashPoint::send_answered);
    EXPECT_FALSE(armed_crash_point());
}

TEST(CrashPoint, the_process_dies_when_the_point_is_reached_for_the_last_time) {
    auto const run = [](int reached) {
        arm_crash_point("send_answered:3");
        for (int i = 0; i < reached; ++i) reach(CrashPoint::send_answered);
        for (int i = 0; i < 5; ++i) reach(CrashPoint::send_marked);
        ::_Exit(armed_crash_point() == CrashPoint::send_answered ? 0 : 1);
    };
    EXPECT_EXIT(run(2), testing::ExitedWithCode(0), "");
    EXPECT_EXIT(run(3), testing::KilledBySignal(SIGKILL), "crash point send_answered at [0-9]+ us");
}

TEST(CrashPoint, an_order_that_makes_no_sense_is_refused_with_the_names) {
    for (auto const* order :
         {"", ":", "send_answered", "send_answered:", "send_answered:0", "send_answered:-1", "nowhere:1",
          "send_answered:1x", "send_answered:99999999999999999999", "1"}) {
        try {
            arm_crash_point(order);
            ADD_FAILURE() << order;
        } catch (ConfigError const& error) {
            EXPECT_NE(std::string(error.what()).find("send_answered, send_recorded"), std::string::npos);
        }
        EXPECT_FALSE(armed_crash_point()) << order;
    }
}

}  // namespace
}  // namespace aisha::tests
