// A job that really kills its process: it is put aside after the third death, and others go on.
#include "database/migrator.hpp"
#include "database/sqlite.hpp"
#include "jobs/instance.hpp"
#include "tests/jobs/jobs_bench.hpp"

#include <csignal>
#include <cstdlib>

namespace aisha::tests {
namespace {

/// The child of a death test runs the test from its beginning, so the folder travels through the environment.
class DeathsTest : public testing::Test {
protected:
    DeathsTest() {
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        if (auto const* given = ::getenv("AISHA_DEATHS_FOLDER")) {
            folder_ = given;
            return;
        }
        own_.emplace();
        folder_ = own_->path();
        ::setenv("AISHA_DEATHS_FOLDER", folder_.c_str(), 1);
    }
    ~DeathsTest() override {
        if (own_) ::unsetenv("AISHA_DEATHS_FOLDER");
    }

    bool is_parent() const { return own_.has_value(); }

    /// A start of the program: what it finds is worked off, until `condition` holds of the jobs' states by
    /// name.
    template <class Condition>
    void live(Condition condition) {
        asio::io_context loop{1};
        SystemClock clock;
        SqliteDatabase database(loop.get_executor(), silent_log(), {.file = folder_ / "test.db"});
        Migrator migrator(database, clock, silent_log(), migrations_for(Dialect::sqlite));
        run(loop, migrator.upgrade());
        Instance instance(loop.get_executor(), database, clock, silent_log(), "one");
        run(loop, instance.join());
        JobQueue queue(clock, [] {});
        if (std::exchange(first_, false))
            run(loop, database.write([&](Transaction& tx) {
                for (auto const* what : {"bread", "poison", "milk"}) queue.enqueue(tx, Errand{what});
            }));
        Workers workers(loop.get_executor(), database, clock, silent_log(),
                        {.instance = "one", .epoch = instance.epoch()});
        workers.add<Errand>(
            {.at_once = 1},
            [](Errand job, JobRun) -> awaitable<Outcome> {
                if (job.what == "poison") ::raise(SIGKILL);
                co_return Done{};
            },
            [this](Transaction&, Errand const& job, JobFailure const& failure) {
                if (failure.why == JobFailure::Why::quarantined) told_ += job.what;
            });
        TaskGroup tasks(loop.get_executor(), silent_log());
        tasks.spawn("workers", workers.run());
        auto const states = [&] {
            return run(loop, database.read([](Transaction& tx) {
                return tx.query<std::string>("SELECT state FROM jobs ORDER BY id");
            }));
        };
        EXPECT_TRUE(run_until(loop, [&] { return condition(states()); }, std::chrono::seconds(60)));
        workers.cancel();
        run(loop, tasks.join());
    }

    std::optional<TemporaryFolder> own_;
    std::filesystem::path folder_;
    std::string told_;
    bool first_ = false;
};

TEST_F(DeathsTest, what_kills_its_process_three_times_is_put_aside) {
    auto const until_killed = [this] {
        first_ = !std::filesystem::exists(folder_ / "test.db");
        live([](auto const&) { return false; });
    };
    for (int death = 1; death <= limits::job_deaths_max; ++death)
        EXPECT_EXIT(until_killed(), testing::KilledBySignal(SIGKILL), "") << death;
    if (!is_parent()) return;
    std::vector<std::string> const expected{"done", "quarantined", "done"};
    live([&](auto const& states) { return states == expected; });
    EXPECT_EQ(told_, "poison");
}

}  // namespace
}  // namespace aisha::tests
