// Stepping into jobs: cancelling, trying again, putting aside.
#include "tests/jobs/jobs_bench.hpp"

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

class StepInTest : public JobsTest {
protected:
    StepInTest() {
        queue.when<Errand>([](Transaction& tx, Errand const& job) { note(tx, job.what + " cancelled"); },
                           [](Transaction& tx, Errand const& job) { note(tx, job.what + " retried"); });
    }
    ~StepInTest() override { end_all(); }

    bool cancel(JobId id) {
        return transaction([&](Transaction& tx) { return queue.cancel(tx, id); });
    }
    bool retry(JobId id) {
        return transaction([&](Transaction& tx) { return queue.retry(tx, id); });
    }
    /// A run that goes on until it is interrupted.
    ErrandRun endless() {
        return [this](Errand, JobRun) -> awaitable<Outcome> {
            ++begun;
            Ending const ending{interrupted};
            co_await clock.sleep(24h);
            co_return Done{};
        };
    }
    struct Ending {
        int& count;
        ~Ending() { ++count; }
    };
    int begun = 0;
    int interrupted = 0;
};

TEST_F(StepInTest, a_job_that_is_cancelled_while_it_runs_is_interrupted) {
    auto& workers = start(endless());
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return begun == 1; }));
    auto const before = clock.now();
    EXPECT_TRUE(cancel(id));
    ASSERT_TRUE(soon([&] { return workers.running() == 0; }));
    EXPECT_EQ(interrupted, 1);
    EXPECT_EQ(clock.now(), before) << "at once";
    EXPECT_EQ(row(id).state, "cancelled");
    EXPECT_EQ(effects(), std::vector<std::string>{"bread cancelled"});
    EXPECT_EQ(workers.lost_leases(), 0U);
    EXPECT_FALSE(cancel(id));
}

TEST_F(StepInTest, a_job_that_is_cancelled_through_another_instance_is_interrupted_soon) {
    auto& one = start(endless(), {.timeout = 48h});
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return begun == 1; }));
    JobQueue elsewhere(clock, [] {});
    EXPECT_TRUE(transaction([&](Transaction& tx) { return elsewhere.cancel(tx, id); }));
    // It looks by then at the latest; where it was just looking, once more.
    EXPECT_TRUE(soon([&] {
        clock.advance(limits::slow_poll);
        return one.running() == 0;
    }));
    EXPECT_EQ(interrupted, 1);
    EXPECT_EQ(row(id).state, "cancelled");
}

TEST_F(StepInTest, what_runs_well_is_not_interrupted) {
    auto& workers = start(endless());
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return begun == 1; }));
    for (int look = 0; look < 3; ++look) {
        clock.advance(limits::slow_poll);
        settle();
    }
    EXPECT_EQ(workers.running(), 1U);
    EXPECT_EQ(row(id).state, "running");
    EXPECT_EQ(interrupted, 0);
}

TEST_F(StepInTest, a_cancelled_job_can_be_tried_again_while_its_run_winds_down) {
    Gate gate(loop);
    auto& workers = start(gate.run(mark), {.at_once = 2});
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    wake_ = nullptr;
    transaction([&](Transaction& tx) {
        EXPECT_TRUE(queue.cancel(tx, id));
        EXPECT_TRUE(queue.retry(tx, id));
    });
    workers.wake();
    ASSERT_TRUE(soon([&] { return gate.waiting() == 2; }));
    gate.open();
    ASSERT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(effects(), (std::vector<std::string>{"bread cancelled", "bread retried", "bread"}));
}

TEST_F(StepInTest, what_failed_is_tried_again_as_if_it_were_new) {
    bool well = false;
    start(at_once([&](Errand const& job) -> Outcome {
              if (!well) throw std::runtime_error("burnt");
              return mark(job);
          }),
          {.errors_max = 1});
    auto const id = enqueue("bread");
    ASSERT_TRUE(comes_to(id, "failed"));
    EXPECT_FALSE(retry(JobId{12345}));
    well = true;
    clock.advance(48h);
    EXPECT_TRUE(retry(id));
    ASSERT_TRUE(comes_to(id, "done"));
    EXPECT_FALSE(retry(id)) << "what is done stays done";
    EXPECT_EQ(effects(), (std::vector<std::string>{"bread failed", "bread retried", "bread"}));
}

TEST_F(StepInTest, a_quarantined_job_gets_all_its_lives_back) {
    Gate gate(loop);
    auto const id = enqueue("poison");
    for (int death = 1; death <= limits::job_deaths_max; ++death) {
        start(gate.run(mark));
        ASSERT_TRUE(soon([&] { return gate.waiting() == death; }));
    }
    start(gate.run(mark));
    ASSERT_TRUE(comes_to(id, "quarantined"));
    EXPECT_TRUE(retry(id));
    ASSERT_TRUE(soon([&] { return gate.waiting() == limits::job_deaths_max + 1; }));
    start(at_once(mark));
    ASSERT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(row(id).deaths, 1);
}

TEST_F(StepInTest, what_another_job_does_meanwhile_is_not_done_twice) {
    auto const first = enqueue("one", {.unique_key = "bread"});
    EXPECT_TRUE(cancel(first));
    auto const second = enqueue("two", {.unique_key = "bread"});
    EXPECT_FALSE(retry(first));
    EXPECT_TRUE(cancel(second));
    EXPECT_TRUE(retry(first));
}

TEST_F(StepInTest, what_is_put_aside_is_taken_up_for_the_same_reason_only) {
    auto const put_aside = [&](std::string const& key) {
        return transaction([&](Transaction& tx) { return queue.put_aside<Errand>(tx, key, "away"); });
    };
    auto const take_up = [&](std::string const& key) {
        return transaction([&](Transaction& tx) { return queue.take_up<Errand>(tx, key, "away"); });
    };
    auto const id = enqueue("bread", {.unique_key = "bread"});
    EXPECT_FALSE(put_aside("milk"));
    EXPECT_TRUE(put_aside("bread"));
    EXPECT_FALSE(put_aside("bread"));
    EXPECT_EQ(row(id).state, "cancelled");
    EXPECT_TRUE(take_up("bread"));
    EXPECT_FALSE(take_up("bread"));
    EXPECT_TRUE(cancel(id));
    EXPECT_FALSE(take_up("bread")) << "a person cancelled it";
    EXPECT_EQ(effects(), std::vector<std::string>{"bread cancelled"});
}

}  // namespace
}  // namespace aisha::tests
