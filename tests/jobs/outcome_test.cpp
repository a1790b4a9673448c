// What becomes of a run: done, later, refused, away, in error.
#include "core/errors.hpp"
#include "tests/jobs/jobs_bench.hpp"

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

TEST_F(JobsTest, a_job_is_run_and_ends_with_what_it_changed) {
    start(at_once([](Errand const& job) { return done(job); }));
    auto const id = enqueue("bread");
    EXPECT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(effects(), std::vector<std::string>{"bread"});
    EXPECT_EQ(row(id).attempts, 1);
}

TEST_F(JobsTest, a_job_that_was_never_committed_never_runs) {
    start(at_once([](Errand const& job) { return done(job); }));
    auto const rolled_back = [this](Transaction& tx) {
        queue.enqueue(tx, Errand{"bread"});
        throw std::runtime_error("no");
    };
    EXPECT_THROW(transaction(rolled_back), std::runtime_error);
    auto const id = enqueue("milk");
    EXPECT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(effects(), std::vector<std::string>{"milk"});
}

TEST_F(JobsTest, done_without_a_commit_is_done) {
    start(at_once([](Errand const&) { return Done{}; }));
    EXPECT_TRUE(comes_to(enqueue("nothing"), "done"));
}

TEST_F(JobsTest, later_runs_again_then_and_counts_as_no_failure) {
    int runs = 0;
    auto& workers = start(at_once([&](Errand const& job) -> Outcome {
        if (++runs < 3) return Later{1h};
        return done(job);
    }));
    auto const id = enqueue("wait");
    for (int wait = 1; wait < 3; ++wait) {
        ASSERT_TRUE(soon([&] { return runs == wait; }));
        ASSERT_TRUE(comes_to(id, "available"));
        EXPECT_EQ(row(id).run_at, clock.now() + 1h);
        EXPECT_EQ(workers.running(), 0U);  // it holds no worker
        clock.advance(59min);
        settle();
        EXPECT_EQ(runs, wait);
        clock.advance(1min);
    }
    EXPECT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(row(id).errors, 0);
    EXPECT_EQ(row(id).waits, 0);
}

TEST_F(JobsTest, a_refusal_is_answered_and_ends_the_job) {
    start(at_once([](Errand const& job) {
        return Refused{"not_audio", [job](Transaction& tx) { note(tx, job.what + " refused"); }};
    }));
    auto const id = enqueue("stone");
    EXPECT_TRUE(comes_to(id, "failed"));
    EXPECT_EQ(row(id).last_error, "not_audio");
    EXPECT_EQ(effects(), std::vector<std::string>{"stone refused"});
    EXPECT_TRUE(failures.empty());
}

TEST_F(JobsTest, what_is_away_is_waited_for) {
    int runs = 0;
    start(at_once([&](Errand const& job) {
        if (++runs <= 8) throw Unavailable("the baker is away");
        return done(job);
    }));
    auto const began = clock.now();
    auto const id = enqueue("bread");
    for (int wait = 1; wait <= 8; ++wait) {
        ASSERT_TRUE(soon([&] { return runs == wait; }));
        ASSERT_TRUE(comes_to(id, "available"));
        auto const delay = row(id).run_at - clock.now();
        EXPECT_LE(delay, limits::retry_delay_max);
        EXPECT_GE(
            delay,
            std::min<Duration>(limits::retry_delay_min * (1 << (wait - 1)), limits::retry_delay_max) / 2);
        EXPECT_EQ(row(id).waits, wait);
        clock.advance(delay);
    }
    EXPECT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(row(id).errors, 0);
    EXPECT_LT(clock.now() - began, 8 * limits::retry_delay_max);
}

TEST_F(JobsTest, what_a_service_asks_to_wait_is_waited) {
    start(at_once([](Errand const&) -> Outcome { throw Unavailable("too many", 100s); }));
    auto const id = enqueue("bread");
    EXPECT_TRUE(soon([&] { return row(id).run_at == clock.now() + 100s; }));
    EXPECT_EQ(row(id).state, "available");
}

TEST_F(JobsTest, in_the_end_it_gives_up_and_the_user_is_told) {
    int runs = 0;
    start(at_once([&](Errand const&) -> Outcome {
              ++runs;
              throw Unavailable("the baker is away");
          }),
          {.give_up_after = 10s});
    auto const id = enqueue("bread");
    auto const began = clock.now();
    ASSERT_TRUE(soon([&] { return runs > 0; }));
    while (clock.now() < began + 10s) {
        ASSERT_TRUE(comes_to(id, "available"));
        clock.advance(row(id).run_at - clock.now());
        settle();
    }
    EXPECT_TRUE(comes_to(id, "failed"));
    EXPECT_EQ(clock.now(), began + 10s);  // the last try is at the very end
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_EQ(failures[0].why, JobFailure::Why::unavailable_too_long);
    EXPECT_EQ(effects(), std::vector<std::string>{"bread failed"});
}

TEST_F(JobsTest, a_run_over_its_time_is_taken_for_something_being_away) {
    int runs = 0;
    start(
        [&](Errand job, JobRun) -> awaitable<Outcome> {
            if (++runs == 1) co_await clock.sleep(1h);
            co_return done(job);
        },
        {.timeout = 1min});
    auto const id = enqueue("slow");
    ASSERT_TRUE(soon([&] { return runs == 1; }));
    settle();
    clock.advance(1min);
    ASSERT_TRUE(comes_to(id, "available"));
    EXPECT_EQ(row(id).waits, 1);
    EXPECT_EQ(row(id).last_error, "errand timed out");
    clock.advance(1s);
    EXPECT_TRUE(comes_to(id, "done"));
}

TEST_F(JobsTest, errors_are_tried_again_a_few_times_and_then_told) {
    int runs = 0;
    start(at_once([&](Errand const&) -> Outcome {
        ++runs;
        throw std::logic_error("a defect");
    }));
    auto const id = enqueue("bread");
    for (int error = 1; error < limits::job_errors_max; ++error) {
        ASSERT_TRUE(soon([&] { return runs == error; }));
        ASSERT_TRUE(comes_to(id, "available"));
        EXPECT_EQ(row(id).errors, error);
        clock.advance(row(id).run_at - clock.now());
    }
    EXPECT_TRUE(comes_to(id, "failed"));
    EXPECT_EQ(runs, limits::job_errors_max);
    ASSERT_EQ(failures.size(), 1U);
    EXPECT_EQ(failures[0].why, JobFailure::Why::error);
    EXPECT_EQ(failures[0].reference.size(), limits::reference_characters);
    EXPECT_EQ(row(id).last_error, "a defect");
    EXPECT_EQ(effects(), std::vector<std::string>{"bread failed"});
}

TEST_F(JobsTest, a_commit_that_throws_is_an_error_and_leaves_nothing) {
    int runs = 0;
    start(at_once([&](Errand const& job) -> Outcome {
        bool const wrong = ++runs == 1;
        return Done{[job, wrong](Transaction& tx) {
            note(tx, job.what);
            if (wrong) throw std::runtime_error("no");
        }};
    }));
    auto const id = enqueue("bread");
    ASSERT_TRUE(soon([&] { return runs == 1; }));
    ASSERT_TRUE(comes_to(id, "available"));
    EXPECT_EQ(row(id).errors, 1);
    EXPECT_TRUE(effects().empty());
    clock.advance(1s);
    EXPECT_TRUE(comes_to(id, "done"));
    EXPECT_EQ(effects(), std::vector<std::string>{"bread"});
}

TEST_F(JobsTest, a_stray_cancellation_is_an_error_and_no_endless_loop) {
    start(at_once([](Errand const&) -> Outcome {
              throw boost::system::system_error(asio::error::operation_aborted);
          }),
          {.errors_max = 1});
    EXPECT_TRUE(comes_to(enqueue("bread"), "failed"));
}

TEST_F(JobsTest, a_failed_answer_does_not_keep_the_job_alive) {
    more_kinds = [](Workers& workers) {
        workers.add<OtherErrand>(
            {.errors_max = 1},
            [](OtherErrand, JobRun) -> awaitable<Outcome> {
                throw std::runtime_error("run");
                co_return Done{};
            },
            [](Transaction& tx, OtherErrand const&, JobFailure const&) {
                note(tx, "half an answer");
                throw std::runtime_error("answer");
            });
    };
    start(at_once([](Errand const& job) { return done(job); }));
    auto const id = transaction([&](Transaction& tx) { return queue.enqueue(tx, OtherErrand{1}); });
    EXPECT_TRUE(comes_to(id, "failed"));
    EXPECT_TRUE(effects().empty());
}

TEST_F(JobsTest, an_unreadable_payload_is_put_aside) {
    start(at_once([](Errand const& job) { return done(job); }));
    auto const ids = transaction([](Transaction& tx) {
        std::string const insert = "INSERT INTO jobs (kind, payload, state, run_at, created_at) "
                                   "VALUES ('errand', $1, 'available', 0, 0) RETURNING id";
        return std::vector{tx.one<JobId>(insert, "{"), tx.one<JobId>(insert, R"({"what": 7})"),
                           tx.one<JobId>(insert, R"({"what": "bread"})")};
    });
    wake_();
    EXPECT_TRUE(comes_to(ids[0], "quarantined"));
    EXPECT_TRUE(comes_to(ids[1], "quarantined"));
    EXPECT_TRUE(comes_to(ids[2], "done"));
    EXPECT_EQ(row(ids[1]).last_error, "unreadable payload: what: not a string");
}

TEST_F(JobsTest, a_kind_nobody_knows_waits_for_who_does) {
    auto const id = transaction([&](Transaction& tx) { return queue.enqueue(tx, OtherErrand{1}); });
    start(at_once([](Errand const& job) { return done(job); }));
    EXPECT_TRUE(comes_to(enqueue("bread"), "done"));
    EXPECT_EQ(row(id).state, "available");
}

}  // namespace
}  // namespace aisha::tests
