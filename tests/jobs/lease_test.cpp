// Who runs what and when: claims, order, leases, deaths, stopping.
#include "core/errors.hpp"
#include "tests/jobs/jobs_bench.hpp"

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(JobsTest, no_more_of_a_kind_at_once_than_allowed) {
    int now = 0;
    int most = 0;
    start(
        [&](Errand job, JobRun) -> awaitable<Outcome> {
            most = std::max(most, ++now);
            co_await asio::post(loop, asio::use_awaitable);
            --now;
            co_return mark(job);
        },
        {.at_once = 3});
    transaction([&](Transaction& tx) {
        for (int number = 0; number < 20; ++number) queue.enqueue(tx, Errand{std::to_string(number)});
    });
    ASSERT_TRUE(soon([&] { return effects().size() == 20; }));
    EXPECT_EQ(most, 3);
}

TEST_F(JobsTest, kinds_do_not_wait_for_each_other) {
    more_kinds = [](Workers& workers) {
        workers.add<OtherErrand>(
            {}, [](OtherErrand, JobRun) -> awaitable<Outcome> { co_return Done{}; },
            [](Transaction&, OtherErrand const&, JobFailure const&) {});
    };
    Gate gate(loop);
    start(gate.run(mark));
    auto const held = enqueue("held");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    EXPECT_TRUE(
        comes_to(transaction([&](Transaction& tx) { return queue.enqueue(tx, OtherErrand{1}); }), "done"));
    EXPECT_EQ(row(held).state, "running");
}

TEST_F(JobsTest, the_urgent_first_then_in_order) {
    for (auto const* what : {"second", "third"}) enqueue(what);
    enqueue("first", {.priority = 5});
    clock.advance(1s);
    enqueue("fourth");
    start(at_once(mark));
    ASSERT_TRUE(soon([&] { return effects().size() == 4; }));
    EXPECT_EQ(effects(), (std::vector<std::string>{"first", "second", "third", "fourth"}));
}

TEST_F(JobsTest, a_delayed_job_runs_at_its_time_and_not_before) {
    start(at_once(mark));
    auto const id = enqueue("tea", {.delay = 3s});
    static_assert(3s < limits::slow_poll);
    settle();
    clock.advance(2999ms);
    settle();
    EXPECT_EQ(row(id).state, "available");
    clock.advance(1ms);
    EXPECT_TRUE(comes_to(id, "done"));
}

TEST_F(JobsTest, a_job_whose_notification_was_lost_is_found) {
    start(at_once(mark));
    settle();
    wake_ = nullptr;
    auto const id = enqueue("bread");
    settle();
    EXPECT_EQ(row(id).state, "available");
    clock.advance(limits::slow_poll);
    EXPECT_TRUE(comes_to(id, "done"));
}

TEST_F(JobsTest, one_unfinished_job_a_key) {
    auto const unique = EnqueueOptions{.unique_key = "bread"};
    auto const first = enqueue("one", unique);
    EXPECT_EQ(enqueue("two", unique), first);
    EXPECT_NE(enqueue("three", {.unique_key = "milk"}), first);
    start(at_once(mark));
    EXPECT_TRUE(comes_to(first, "done"));
    EXPECT_NE(enqueue("four", unique), first);
    ASSERT_TRUE(soon([&] { return effects().size() == 3; }));
}

TEST_F(JobsTest, many_at_once_with_one_key_make_one_job) {
    std::vector<JobId> ids;
    TaskGroup group(loop.get_executor(), silent_log());
    for (int number = 0; number < 20; ++number)
        group.spawn(
            "enqueue",
            [](JobsTest&, Database& database, JobQueue& jobs, std::vector<JobId>& out) -> awaitable<void> {
                out.push_back(co_await database.write(
                    [&](Transaction& tx) { return jobs.enqueue(tx, Errand{"one"}, {.unique_key = "key"}); }));
            }(*this, *db_, queue, ids));
    run(loop, group.join());
    ASSERT_EQ(ids.size(), 20U);
    EXPECT_EQ(std::ranges::count(ids, ids[0]), 20);
}

TEST_F(JobsTest, a_cancelled_job_does_not_run) {
    auto const id = enqueue("bread");
    EXPECT_TRUE(transaction([&](Transaction& tx) { return queue.cancel(tx, id); }));
    EXPECT_FALSE(transaction([&](Transaction& tx) { return queue.cancel(tx, id); }));
    start(at_once(mark));
    EXPECT_TRUE(comes_to(enqueue("milk"), "done"));
    EXPECT_EQ(effects(), std::vector<std::string>{"milk"});
    EXPECT_EQ(row(id).state, "cancelled");
}

TEST_F(JobsTest, deaths_before_a_job_got_somewhere_do_not_count) {
    Gate gate(loop);
    start(gate.run(mark));
    auto const id = enqueue("bread");
    for (int death = 0; death < 2 * limits::job_deaths_max; ++death) {
        ASSERT_TRUE(soon([&] { return gate.waiting() == death + 1; }));
        EXPECT_TRUE(transaction([&](Transaction& tx) { return job_repository::progressed(tx, id); }));
        start(gate.run(mark));
    }
    ASSERT_TRUE(soon([&] { return gate.waiting() > 2 * limits::job_deaths_max; }));
    EXPECT_EQ(row(id).deaths, 1);
    EXPECT_TRUE(failures.empty());
}

TEST_F(JobsTest, stop_lets_what_runs_end_and_takes_no_more) {
    Gate gate(loop);
    auto& workers = start(gate.run(mark));
    auto const first = enqueue("first");
    auto const second = enqueue("second");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    workers.stop();
    gate.open();
    EXPECT_TRUE(comes_to(first, "done"));
    settle();
    EXPECT_EQ(row(second).state, "available");
}

TEST_F(JobsTest, cancel_gives_jobs_back_without_counting_anything) {
    Gate gate(loop);
    auto& workers = start(gate.run(mark), {.at_once = 2});
    auto const first = enqueue("first");
    auto const second = enqueue("second");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 2; }));
    workers.cancel();
    ASSERT_TRUE(soon([&] { return workers.running() == 0; }));
    for (auto const id : {first, second}) {
        EXPECT_EQ(row(id).state, "available");
        EXPECT_EQ(row(id).errors + row(id).waits + row(id).deaths, 0);
    }
    start(at_once(mark), {.at_once = 2});
    EXPECT_TRUE(comes_to(first, "done"));
    EXPECT_TRUE(comes_to(second, "done"));
    EXPECT_EQ(row(first).deaths, 0);
}

TEST_F(JobsTest, run_that_is_cancelled_gives_jobs_back_before_it_ends) {
    int waiting = 0;
    Workers workers(loop.get_executor(), *db_, clock, silent_log(), {.instance = "one", .epoch = 1});
    workers.add<Errand>(
        {},
        [&](Errand, JobRun) -> awaitable<Outcome> {
            ++waiting;
            co_await clock.sleep(1min);
            co_return Done{};
        },
        [](Transaction&, Errand const&, JobFailure const&) {});
    auto const id = enqueue("bread");
    TaskGroup group(loop.get_executor(), silent_log());
    group.spawn("workers", workers.run());
    ASSERT_TRUE(soon([&] { return waiting == 1; }));
    group.cancel();
    run(loop, group.join());
    EXPECT_EQ(workers.running(), 0U);
    EXPECT_EQ(row(id).state, "available");
}

TEST_F(JobsTest, after_a_death_work_goes_on_at_once) {
    Gate gate(loop);
    start(gate.run(mark));
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    auto const before = clock.now();
    start(at_once(mark));
    EXPECT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(clock.now(), before);
    EXPECT_EQ(row(id).deaths, 1);
    EXPECT_EQ(row(id).attempts, 2);
}

TEST_F(JobsTest, a_result_under_a_lost_lease_is_thrown_away) {
    Gate gate(loop);
    auto& dead = start(gate.run([](Errand const&) {
        return Outcome(Done{[](Transaction& tx) {
            tx.execute("INSERT INTO effects (n, what) VALUES ((SELECT count(*) FROM effects), 'a ghost')");
        }});
    }));
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    Gate second(loop);
    start(second.run(mark));
    ASSERT_TRUE(soon([&] { return second.waiting() == 1; }));
    gate.open();
    ASSERT_TRUE(soon([&] { return dead.running() == 0; }));
    EXPECT_EQ(dead.lost_leases(), 1U);
    EXPECT_EQ(row(id).state, "running");
    EXPECT_TRUE(effects().empty());
    second.open();
    EXPECT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(effects(), std::vector<std::string>{"bread"});
}

TEST_F(JobsTest, a_failure_under_a_lost_lease_tells_nobody) {
    Gate gate(loop);
    auto& dead = start(gate.run([](Errand const&) -> Outcome { throw std::runtime_error("late"); }),
                       {.errors_max = 1});
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    start(at_once(mark));
    EXPECT_TRUE(comes_to(id, "done"));
    gate.open();
    ASSERT_TRUE(soon([&] { return dead.running() == 0; }));
    EXPECT_EQ(effects(), std::vector<std::string>{"bread"});
    EXPECT_EQ(dead.lost_leases(), 1U);
}

TEST_F(JobsTest, what_kills_the_process_again_and_again_is_put_aside_and_told) {
    Gate gate(loop);
    auto const id = enqueue("poison");
    for (int death = 0; death < limits::job_deaths_max; ++death) {
        start(gate.run(mark));
        ASSERT_TRUE(soon([&] { return gate.waiting() == death + 1; }));
        EXPECT_EQ(row(id).deaths, death);
    }
    start(at_once(mark));
    EXPECT_TRUE(comes_to(id, "quarantined"));
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_EQ(failures[0].why, JobFailure::Why::quarantined);
    EXPECT_EQ(effects(), std::vector<std::string>{"poison failed"});
    EXPECT_TRUE(comes_to(enqueue("bread"), "done"));
}

TEST_F(JobsTest, deaths_count_in_a_row) {
    Gate gate(loop);
    auto const id = enqueue("bread");
    start(gate.run(mark));
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    start(at_once([](Errand const&) -> Outcome { throw Unavailable("away"); }));
    ASSERT_TRUE(soon([&] { return row(id).waits == 1; }));
    EXPECT_EQ(row(id).deaths, 0);
}

TEST_F(JobsTest, leases_of_a_living_instance_are_left_alone) {
    Gate gate(loop);
    start(gate.run(mark));
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    start(at_once(mark), {}, {.instance = "two"});
    EXPECT_TRUE(comes_to(enqueue("milk"), "done"));
    EXPECT_EQ(row(id).state, "running");
    gate.open();
    EXPECT_TRUE(comes_to(id, "done"));
}

TEST_F(JobsTest, what_an_instance_held_that_left_is_taken_over) {
    Gate gate(loop);
    start(gate.run(mark));
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 1; }));
    auto& two = start(at_once(mark), {}, {.instance = "two"});
    EXPECT_TRUE(comes_to(enqueue("milk"), "done"));
    EXPECT_EQ(row(id).state, "running");
    transaction([&](Transaction& tx) { instance_repository::leave(tx, "one", clock.now()); });
    two.take_over();
    EXPECT_TRUE(comes_to(id, "done"));
}

TEST_F(JobsTest, old_jobs_are_removed) {
    start(at_once(mark));
    auto const old = enqueue("old");
    ASSERT_TRUE(comes_to(old, "done"));
    clock.advance(limits::job_kept_for);
    auto const fresh = enqueue("fresh");
    ASSERT_TRUE(comes_to(fresh, "done"));
    clock.advance(limits::jobs_pruned_every);
    auto const left = [&] {
        return transaction([](Transaction& tx) { return tx.query<JobId>("SELECT id FROM jobs"); });
    };
    EXPECT_TRUE(soon([&] { return left() == std::vector{fresh}; }));
}

}  // namespace
}  // namespace aisha::tests
