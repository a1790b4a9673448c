// Jobs on a database that is away now and then.
#include "core/errors.hpp"
#include "tests/jobs/jobs_bench.hpp"

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

/// A database that is away when the test says so.
class ShakyDatabase : public Database {
public:
    explicit ShakyDatabase(Database& database) : database_(database) {}
    int away = 0;

    awaitable<bool> hold(std::string name) override { return database_.hold(std::move(name)); }
    awaitable<void> scrub() override { return database_.scrub(); }
    Dialect dialect() const override { return database_.dialect(); }

protected:
    awaitable<void> run_write(Work work) override {
        if (away > 0) {
            --away;
            throw Unavailable("the disk is full");
        }
        co_await database_.write(std::move(work));
    }
    awaitable<void> run_read(Work work) override { co_await database_.read(std::move(work)); }

private:
    Database& database_;
};

class ShakyJobsTest : public JobsTest {
public:
    ~ShakyJobsTest() override {
        shaky.away = 0;
        end_all();
    }

protected:
    Database& database() override { return shaky; }
    ShakyDatabase shaky{*db_};
};

TEST_F(ShakyJobsTest, a_result_waits_for_the_database_and_the_work_is_not_repeated) {
    int runs = 0;
    start(at_once([&](Errand const& job) {
        ++runs;
        shaky.away = 3;
        return mark(job);
    }));
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return runs == 1; }));
    for (int turn = 0; turn < 10 && row(id).state != "done"; ++turn) {
        clock.advance(limits::record_delay_max);
        settle();
    }
    EXPECT_EQ(row(id).state, "done");
    EXPECT_EQ(runs, 1);
}

TEST_F(ShakyJobsTest, claims_go_on_when_the_database_is_back) {
    shaky.away = 2;
    start(at_once(mark));
    auto const id = enqueue("bread");
    for (int turn = 0; turn < 5 && row(id).state != "done"; ++turn) {
        clock.advance(limits::slow_poll);
        settle();
    }
    EXPECT_EQ(row(id).state, "done");
}

TEST_F(ShakyJobsTest, stopping_does_not_wait_for_a_database_that_stays_away) {
    Gate gate(loop);
    auto& workers = start(gate.run(mark));
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    workers.stop();
    shaky.away = 1000;
    gate.open();
    for (int turn = 0; turn < limits::record_tries_while_stopping && workers.running() != 0; ++turn) {
        settle();
        clock.advance(limits::record_delay_max);
    }
    settle();
    EXPECT_EQ(workers.running(), 0U);
    EXPECT_EQ(row(id).state, "running");  // the next start takes it over
}

}  // namespace
}  // namespace aisha::tests
