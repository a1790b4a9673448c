// A run of a job, and what becomes of it.
#include "core/crash_point.hpp"
#include "core/errors.hpp"
#include "jobs/backoff.hpp"
#include "jobs/worker_task.hpp"

#include <boost/asio/this_coro.hpp>

#include <bit>

namespace aisha {

namespace {

/// The job was cancelled, or is in other hands by now; what this run changed is rolled back.
struct LeaseLost : std::runtime_error {
    explicit LeaseLost(std::optional<JobState> now) : std::runtime_error("the lease is lost"), state(now) {}
    std::optional<JobState> state;
};

/// The payload does not fit the type: another run would not help.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A place among the runs of a kind; giving it back lets the next job in.
class Place {
public:
    explicit Place(std::function<void()> give_back) : give_back_(std::move(give_back)) {}
    ~Place() { give_back_(); }
    Place(Place const&) = delete;
    Place& operator=(Place const&) = delete;

private:
    std::function<void()> give_back_;
};

std::string shortened(std::string text) {
    if (text.size() > limits::job_error_bytes_max) text.resize(limits::job_error_bytes_max);
    return text;
}

}  // namespace

awaitable<void> Workers::work(std::shared_ptr<Kind> kind, job_repository::Claimed job) {
    Place const place([this, kind, key = RunKey{job.id, job.attempts}, owner = job.owner] {
        --kind->running;
        if (owner && --kind->running_of[*owner] == 0) kind->running_of.erase(*owner);
        in_hand_.erase(key);
        wakeup_.notify();
    });
    Task const task{.kind = kind,
                    .lease = {job.id, job.attempts, claimer_.epoch},
                    .job = job,
                    .log = log_.with("job", job.id).with("kind", kind->name)};
    std::optional<Outcome> outcome;
    std::exception_ptr error;
    try {
        outcome = co_await run_once(task);
    } catch (...) {
        error = std::current_exception();
    }
    auto const state = co_await asio::this_coro::cancellation_state;
    bool const interrupted = state.cancelled() != asio::cancellation_type::none;
    // What the run came to is written down whatever happens now.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    if (outcome) {
        try {
            co_await conclude(task, *std::move(outcome));
        } catch (...) {
            error = std::current_exception();
        }
    }
    if (!error) co_return;
    if (interrupted && is_cancelled(error)) {
        task.log.info("job_interrupted");
        co_await record(task, [&](Transaction& tx) { return job_repository::give_back(tx, task.lease); });
    } else {
        co_await fail(task, error);
    }
}

awaitable<Outcome> Workers::run_once(Task const& task) {
    std::optional<awaitable<Outcome>> operation;
    try {
        operation = task.kind->run(json::parse(task.job.payload), JobRun{.id = task.job.id,
                                                                         .errors = task.job.errors,
                                                                         .created_at = task.job.created_at,
                                                                         .log = task.log});
    } catch (json::Error const& e) {
        throw Unreadable(fmt::format("unreadable payload: {}", e.what()));
    }
    co_return co_await with_timeout(clock_, task.kind->policy.timeout, task.kind->name,
                                    *std::move(operation));
}

awaitable<void> Workers::conclude(Task const& task, Outcome outcome) {
    if (auto const* later = std::get_if<Later>(&outcome)) {
        auto const run_at = clock_.now() + later->delay;
        co_await record(task,
                        [&](Transaction& tx) { return job_repository::postpone(tx, task.lease, run_at); });
        co_return;
    }
    auto const* refused = std::get_if<Refused>(&outcome);
    auto const& commit = refused ? refused->commit : std::get<Done>(outcome).commit;
    std::optional<std::string> reason;
    if (refused) reason = shortened(refused->reason);
    auto const state = refused ? JobState::failed : JobState::done;
    co_await record(task, [&](Transaction& tx) {
        if (!job_repository::finish(tx, task.lease, state, reason, clock_.now())) return false;
        if (commit) commit(tx);
        return true;
    });
    reach(CrashPoint::job_concluded);
    if (refused) task.log.info("job_refused", "reason", *reason);
}

awaitable<void> Workers::fail(Task const& task, std::exception_ptr error) {
    auto const text = shortened(describe(error));
    std::optional<Duration> retry_after;
    bool unavailable = false;
    bool unreadable = false;
    try {
        std::rethrow_exception(error);
    } catch (Unavailable const& e) {
        unavailable = true;
        retry_after = e.retry_after();
    } catch (Unreadable const&) {
        unreadable = true;
    } catch (...) {
        unavailable = false;
    }
    auto const& policy = task.kind->policy;
    if (unreadable) {
        co_await end(task, JobState::quarantined, JobFailure::Why::quarantined, text);
    } else if (unavailable && clock_.now() >= task.job.created_at + policy.give_up_after) {
        co_await end(task, JobState::failed, JobFailure::Why::unavailable_too_long, text);
    } else if (!unavailable && task.job.errors + 1 >= policy.errors_max) {
        co_await end(task, JobState::failed, JobFailure::Why::error, text);
    } else {
        co_await postpone(task, text, retry_after, !unavailable);
    }
}

awaitable<void> Workers::postpone(Task const& task, std::string error, std::optional<Duration> retry_after,
                                  bool defect) {
    auto const& policy = task.kind->policy;
    auto const& job = task.job;
    int const failures = (defect ? job.errors : job.waits) + 1;
    auto run_at = clock_.now() + retry_delay(failures, policy.retry_delay_max, retry_after, clock_.chance());
    if (!defect)
        run_at = std::min(run_at, job.created_at + policy.give_up_after);  // the last try comes in time
    co_await record(task, [&](Transaction& tx) {
        return defect ? job_repository::postpone_error(tx, task.lease, run_at, error)
                      : job_repository::postpone_unavailable(tx, task.lease, run_at, error);
    });
    if (defect) task.log.error("job_error", "errors", failures, "error", error);
    // A service that is away for a day is worth a few lines, not thousands.
    else if (std::has_single_bit(static_cast<unsigned>(failures)))
        task.log.warning("job_waits", "waits", failures, "error", error);
}

/// Ends a job for good and has the user told, in one transaction.
awaitable<void> Workers::end(Task const& task, JobState state, JobFailure::Why why, std::string error) {
    JobFailure const failure{why, clock_.token(limits::reference_characters)};
    task.log.error("job_failed", "reference", failure.reference, "state", json::name_of(state), "error",
                   error);
    auto const finish = [&](Transaction& tx) {
        return job_repository::finish(tx, task.lease, state, error, clock_.now());
    };
    std::exception_ptr unanswered;
    if (task.kind) {
        try {
            co_await record(task, [&](Transaction& tx) {
                if (!finish(tx)) return false;
                task.kind->failed(tx, json::parse(task.job.payload), failure);
                return true;
            });
        } catch (...) {
            unanswered = std::current_exception();
        }
        if (!unanswered) co_return;
    }
    task.log.error("job_failed_without_answer", "reference", failure.reference, "error",
                   unanswered ? describe(unanswered) : "a kind this program does not know");
    co_await record(task, finish);
}

/// Runs `change` in a transaction, which is rolled back where it finds that the lease is lost. Waits for a
/// database that is away.
awaitable<void> Workers::record(Task const& task, std::function<bool(Transaction&)> change) {
    int tries_while_stopping = 0;
    for (int failures = 1;; ++failures) {
        std::exception_ptr away;
        try {
            co_await database_.write([&](Transaction& tx) {
                if (!change(tx)) throw LeaseLost(job_repository::state_of(tx, task.lease.id));
            });
            co_return;
        } catch (LeaseLost const& lost) {
            if (lost.state == JobState::cancelled) {
                task.log.info("job_was_cancelled");
            } else {
                ++lost_leases_;
                task.log.warning("lease_lost", "state", lost.state ? json::name_of(*lost.state) : "gone");
            }
            co_return;
        } catch (Unavailable const&) {
            away = std::current_exception();
        }
        task.log.warning("job_not_recorded", "tries", failures, "error", describe(away));
        if (stopping_ && ++tries_while_stopping >= limits::record_tries_while_stopping) co_return;
        co_await clock_.sleep(retry_delay(failures, limits::record_delay_max, {}, clock_.chance()));
    }
}

}  // namespace aisha
