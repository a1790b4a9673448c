// The contract of Clock, on the machine's and on the fake.
#include "tests/contract/clock_contract.hpp"
#include "tests/support/fake_clock.hpp"

namespace aisha::tests {
namespace {

class SystemUnderTest : public ClockUnderTest {
public:
    Clock& clock() override { return clock_; }
    void pass(Duration) override {}

private:
    SystemClock clock_;
};

class FakeUnderTest : public ClockUnderTest {
public:
    Clock& clock() override { return clock_; }
    void pass(Duration duration) override { clock_.advance(duration); }

private:
    FakeClock clock_;
};

INSTANTIATE_TEST_SUITE_P(
    Core, ClockContract,
    ::testing::Values(ClockCase{"system", [] { return std::make_unique<SystemUnderTest>(); }},
                      ClockCase{"fake", [] { return std::make_unique<FakeUnderTest>(); }}),
    [](auto const& info) { return info.param.name; });

TEST(FakeClock, the_same_seed_draws_the_same) {
    FakeClock first(5);
    FakeClock second(5);
    FakeClock other(6);
    auto const token = first.token(30);
    EXPECT_EQ(token, second.token(30));
    EXPECT_NE(token, other.token(30));
}

TEST(FakeClock, moves_to_the_next_sleeper) {
    using namespace std::chrono_literals;
    asio::io_context loop{1};
    FakeClock clock;
    EXPECT_FALSE(clock.advance_to_next());
    auto future = asio::co_spawn(loop, clock.sleep(3h), asio::use_future);
    ASSERT_TRUE(run_until(loop, [&] { return clock.sleepers() == 1; }));
    auto const before = clock.monotonic();
    EXPECT_TRUE(clock.advance_to_next());
    EXPECT_EQ(clock.monotonic() - before, 3h);
    EXPECT_TRUE(run_until(loop, [&] { return clock.sleepers() == 0; }));
    EXPECT_EQ(future.wait_for(0s), std::future_status::ready);
}

TEST(Iso8601, writes_microseconds_in_utc) {
    using namespace std::chrono;
    EXPECT_EQ(iso8601(Time(sys_days(year(2026) / 11 / 22) + 10h + 15min + 30s + 123456us)),
              "2026-11-22T10:15:30.123456Z");
    EXPECT_EQ(iso8601(Time(Duration(0))), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(iso8601(Time(Duration(-1))), "1969-12-31T23:59:59.999999Z");
}

}  // namespace
}  // namespace aisha::tests
