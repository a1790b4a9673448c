// Instances on one database: who lives, and who finds out that he does not.
#include "jobs/instance.hpp"

#include "core/errors.hpp"
#include "core/limits.hpp"
#include "database/repositories/instance_repository.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/test_database.hpp"

namespace aisha::tests {
namespace {

struct InstanceTest : testing::Test {
    template <class F>
    auto transaction(F work) {
        return run(loop, database->write(work));
    }
    std::unique_ptr<Instance> join(std::string id) {
        auto instance =
            std::make_unique<Instance>(loop.get_executor(), *database, clock, silent_log(), std::move(id));
        run(loop, instance->join());
        return instance;
    }
    bool is_current(std::int64_t epoch) {
        return transaction([&](Transaction& tx) { return instance_repository::is_current(tx, epoch); });
    }

    asio::io_context loop{1};
    FakeClock clock;
    TestDatabase database{loop, clock};
    TaskGroup tasks{loop.get_executor(), silent_log()};
};

TEST_F(InstanceTest, every_start_has_an_epoch_of_its_own) {
    auto const first = join("one")->epoch();
    auto const again = join("one")->epoch();
    auto const other = join("two")->epoch();
    EXPECT_LT(first, again);
    EXPECT_LT(again, other);
    EXPECT_FALSE(is_current(first));
    EXPECT_TRUE(is_current(again));
    EXPECT_TRUE(is_current(other));
}

TEST_F(InstanceTest, one_that_nobody_holds_has_left_after_a_while) {
    auto const dead = transaction(
        [&](Transaction& tx) { return instance_repository::begin_epoch(tx, "dead", clock.now()); });
    auto const living = join("living");
    int left = 0;
    tasks.spawn("instance", living->run([&] { ++left; }));
    ASSERT_TRUE(run_until(loop, [&] {
        clock.advance(limits::slow_poll);
        return left == 1;
    }));
    EXPECT_FALSE(is_current(dead));
    EXPECT_TRUE(is_current(living->epoch()));
    living->stop();
    run(loop, tasks.join());
}

TEST_F(InstanceTest, one_that_was_taken_for_dead_ends) {
    auto const instance = join("one");
    transaction([&](Transaction& tx) { instance_repository::leave(tx, "one", clock.now()); });
    EXPECT_THROW(run(loop, instance->run([] {})), std::runtime_error);
}

}  // namespace
}  // namespace aisha::tests
