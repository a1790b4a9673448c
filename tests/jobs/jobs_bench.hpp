// A queue, workers and a real database in virtual time.
#pragma once

#include "database/repositories/instance_repository.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

namespace aisha::tests {

/// The one kind of job of these tests; what it does is the test's.
struct Errand {
    static constexpr std::string_view kind = "errand";
    std::string what;
};
BOOST_DESCRIBE_STRUCT(Errand, (), (what))

struct OtherErrand {
    static constexpr std::string_view kind = "other";
    int number = 0;
};
BOOST_DESCRIBE_STRUCT(OtherErrand, (), (number))

struct JobRow {
    std::string state;
    Time run_at{};
    int attempts = 0;
    int errors = 0;
    int waits = 0;
    int deaths = 0;
    std::optional<std::string> last_error;
};
BOOST_DESCRIBE_STRUCT(JobRow, (), (state, run_at, attempts, errors, waits, deaths, last_error))

using ErrandRun = std::function<awaitable<Outcome>(Errand, JobRun)>;

class JobsTest : public testing::Test {
    static constexpr auto patience = std::chrono::seconds(60);

public:
    ~JobsTest() override { end_all(); }

protected:
    template <class F>
    auto transaction(F work) {
        return run(loop, db_->write(std::move(work)));
    }

    JobsTest() {
        transaction([](Transaction& tx) { tx.script("CREATE TABLE effects (n BIGINT, what TEXT)"); });
    }

    void end_all() {
        for (auto& process : processes_) process->workers.cancel();
        for (auto& process : processes_) run(loop, process->tasks.join());
        processes_.clear();
    }

    /// A process with workers of its own, as after a start; the earlier ones are taken for dead.
    Workers& start(ErrandRun errand, JobPolicy policy = {}, Workers::Options options = {.instance = "one"}) {
        // The dead claim nothing: what an earlier one looks for is found, or not, before this one begins.
        if (!processes_.empty()) settle();
        options.epoch = transaction([&](Transaction& tx) {
            return instance_repository::begin_epoch(tx, options.instance, clock.now());
        });
        auto& process = *processes_.emplace_back(
            std::make_unique<Process>(loop.get_executor(), database(), clock, log(), options));
        process.workers.add<Errand>(policy, std::move(errand),
                                    [this](Transaction& tx, Errand const& job, JobFailure const& failure) {
                                        failures.push_back(failure);
                                        note(tx, job.what + " failed");
                                    });
        if (more_kinds) more_kinds(process.workers);
        process.tasks.spawn("workers", process.workers.run());
        wake_ = [&workers = process.workers] { workers.wake(); };
        interrupt_ = [&workers = process.workers](JobId id) { workers.interrupt(id); };
        return process.workers;
    }

    JobId enqueue(std::string const& what, EnqueueOptions const& options = {}) {
        return transaction([&](Transaction& tx) { return queue.enqueue(tx, Errand{what}, options); });
    }
    static void note(Transaction& tx, std::string const& what) {
        tx.execute("INSERT INTO effects (n, what) VALUES ((SELECT count(*) FROM effects), $1)", what);
    }
    /// The outcome that leaves a trace.
    static Outcome done(Errand const& job) {
        return Done{[job](Transaction& tx) { note(tx, job.what); }};
    }
    std::vector<std::string> effects() {
        return transaction(
            [](Transaction& tx) { return tx.query<std::string>("SELECT what FROM effects ORDER BY n"); });
    }
    JobRow row(JobId id) {
        return transaction([&](Transaction& tx) {
            return tx.one<JobRow>(
                "SELECT state, run_at, attempts, errors, waits, deaths, last_error FROM jobs WHERE id = $1",
                id);
        });
    }
    /// Turns the loop until the job is in that state.
    testing::AssertionResult comes_to(JobId id, std::string const& state) {
        auto const give_up = std::chrono::steady_clock::now() + patience;
        while (std::chrono::steady_clock::now() < give_up) {
            if (row(id).state == state) return testing::AssertionSuccess();
            loop.run_for(std::chrono::milliseconds(1));
        }
        return testing::AssertionFailure() << "the job is " << row(id).state;
    }
    /// Turns the loop until `condition`, in real time.
    template <class Condition>
    testing::AssertionResult soon(Condition condition) {
        if (run_until(loop, condition, patience)) return testing::AssertionSuccess();
        return testing::AssertionFailure() << "it does not come";
    }
    /// Lets everything happen that happens without time passing.
    void settle() {
        for (int turn = 0; turn < 5; ++turn) {
            transaction([](Transaction&) {});
            loop.run_for(std::chrono::milliseconds(2));
        }
    }
    virtual Database& database() { return *db_; }
    virtual Log log() { return silent_log(); }

    struct Process {
        Process(asio::any_io_executor executor, Database& database, FakeClock& time, Log log,
                Workers::Options const& options)
            : workers(executor, database, time, log, options), tasks(executor, log) {}
        Workers workers;
        TaskGroup tasks;
    };

    asio::io_context loop{1};
    FakeClock clock;
    TestDatabase db_{loop, clock};
    std::function<void()> wake_;
    std::function<void(JobId)> interrupt_;
    JobQueue queue{clock,
                   [this] {
                       if (wake_) wake_();
                   },
                   [this](JobId id) {
                       if (interrupt_) interrupt_(id);
                   }};
    std::vector<JobFailure> failures;
    std::function<void(Workers&)> more_kinds;

private:
    std::vector<std::unique_ptr<Process>> processes_;
};

/// A coroutine that returns at once.
template <class Outcomes>
ErrandRun at_once(Outcomes make) {
    return [make](Errand job, JobRun) -> awaitable<Outcome> { co_return make(job); };
}

/// A run that waits until the test lets it go on.
class Gate {
public:
    explicit Gate(asio::io_context& loop) : state_(std::make_shared<State>(loop.get_executor())) {}

    ErrandRun run(Outcome (*outcome)(Errand const&)) {
        return [state = state_, outcome](Errand job, JobRun) -> awaitable<Outcome> {
            // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the closure may end before the run
            auto const held = state;
            ++held->waiting;
            co_await held->opened.wait();
            co_return outcome(job);
        };
    }
    int waiting() const { return state_->waiting; }
    void open() { state_->opened.notify(); }

private:
    struct State {
        explicit State(asio::any_io_executor executor) : opened(std::move(executor)) {}
        Wakeup opened;
        int waiting = 0;
    };
    std::shared_ptr<State> state_;
};

/// Leaves what was asked for among the effects.
inline Outcome mark(Errand const& job) {
    return Done{[job](Transaction& tx) {
        tx.execute("INSERT INTO effects (n, what) VALUES ((SELECT count(*) FROM effects), $1)", job.what);
    }};
}

}  // namespace aisha::tests
