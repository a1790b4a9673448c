// The loop that claims jobs, and what becomes of a run.
#include "jobs/worker.hpp"

#include "core/crash_point.hpp"
#include "core/errors.hpp"
#include "jobs/backoff.hpp"

#include <boost/asio/this_coro.hpp>

#include <bit>

namespace aisha {

struct Workers::Kind {
    std::string name;
    JobPolicy policy;
    Run run;
    Failed failed;
    int running = 0;
};

/// A job in hand, with what it takes to write down what became of it.
struct Workers::Task {
    std::shared_ptr<Kind> kind;  ///< empty: a kind this program does not know
    job_repository::Lease lease;
    job_repository::Claimed job;
    Log log;
};

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
    Place(int& taken, Wakeup& freed) : taken_(taken), freed_(freed) {}
    ~Place() {
        --taken_;
        freed_.notify();
    }
    Place(Place const&) = delete;
    Place& operator=(Place const&) = delete;

private:
    int& taken_;
    Wakeup& freed_;
};

std::string shortened(std::string text) {
    if (text.size() > limits::job_error_bytes_max) text.resize(limits::job_error_bytes_max);
    return text;
}

}  // namespace

Workers::Workers(asio::any_io_executor executor, Database& database, Clock& clock, Log log, Options options)
    : executor_(executor),
      database_(database),
      clock_(clock),
      log_(std::move(log)),
      claimer_{std::move(options.instance), options.epoch},
      running_(executor, log_),
      wakeup_(executor) {}

Workers::~Workers() = default;

void Workers::add_kind(std::string_view kind, JobPolicy policy, Run run, Failed failed) {
    std::string name(kind);
    kinds_[name] = std::make_shared<Kind>(Kind{name, policy, std::move(run), std::move(failed)});
}

void Workers::take_over() {
    recover_due_ = true;
    wakeup_.notify();
}

void Workers::stop() {
    stopping_ = true;
    wakeup_.notify();
}

void Workers::cancel() {
    stop();
    cancelled_ = true;
    running_.cancel();
}

awaitable<void> Workers::run() {
    std::exception_ptr interrupted;
    try {
        co_await work_until_stopped();
        co_await running_.join();
    } catch (...) {
        interrupted = std::current_exception();
    }
    if (!interrupted) co_return;
    // Whoever interrupts us goes on to take things down, so what runs must have given its jobs back before we
    // end.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    cancel();
    co_await running_.join();
    std::rethrow_exception(interrupted);
}

awaitable<void> Workers::work_until_stopped() {
    while (!stopping_) {
        Duration wait = limits::slow_poll;
        std::exception_ptr error;
        try {
            if (std::exchange(recover_due_, false)) co_await recover();
            wait = co_await claim();
            co_await prune();
        } catch (...) {
            error = std::current_exception();
        }
        if (error && is_cancelled(error)) std::rethrow_exception(error);
        if (error) {
            recover_due_ = true;
            log_.error("jobs_not_claimed", "error", describe(error));
        }
        if (!stopping_) co_await wakeup_.wait(clock_, wait);
    }
}

awaitable<void> Workers::recover() {
    auto const adopted = co_await database_.write(
        [](Transaction& tx) { return job_repository::adopt(tx, limits::job_deaths_max); });
    if (adopted > 0) log_.info("jobs_taken_over", "jobs", adopted);
    for (auto& job : co_await database_.read([](Transaction& tx) { return job_repository::poisoned(tx); })) {
        auto const kind = kinds_.find(job.kind);
        Task const task{.kind = kind == kinds_.end() ? nullptr : kind->second,
                        .lease = {job.id, job.attempts, job.epoch},
                        .job = {.id = job.id, .payload = std::move(job.payload)},
                        .log = log_.with("job", job.id).with("kind", job.kind)};
        co_await end(task, JobState::quarantined, JobFailure::Why::quarantined,
                     fmt::format("the process died {} times with it in hand", limits::job_deaths_max));
    }
    for (auto const& waiting :
         co_await database_.read([](Transaction& tx) { return job_repository::waiting(tx); }))
        if (!kinds_.contains(waiting.kind))
            log_.warning("jobs_of_unknown_kind", "kind", waiting.kind, "jobs", waiting.jobs);
}

/// Leases what there is room for; returns how long there is nothing more to do unless something happens.
awaitable<Duration> Workers::claim() {
    struct Wanted {
        std::shared_ptr<Kind> kind;
        std::vector<job_repository::Claimed> jobs;
        std::optional<Time> next;
    };
    std::vector<Wanted> wanted;
    for (auto const& [name, kind] : kinds_)
        if (kind->running < kind->policy.at_once) wanted.push_back({kind, {}, {}});
    if (wanted.empty()) co_return limits::slow_poll;

    co_await database_.write([&](Transaction& tx) {
        for (auto& [kind, jobs, next] : wanted) {
            auto const room = kind->policy.at_once - kind->running;
            jobs = job_repository::claim(tx, claimer_, kind->name, clock_.now(), room);
            // With no room left, the end of a run is what lets the next one in.
            next.reset();
            if (std::ssize(jobs) < room) next = job_repository::next_due(tx, kind->name);
        }
    });
    Duration wait = limits::slow_poll;
    for (auto& [kind, jobs, next] : wanted) {
        for (auto& job : jobs) {
            reach(CrashPoint::job_claimed);
            ++kind->running;
            running_.spawn(kind->name, work(kind, std::move(job)));
        }
        if (next) wait = std::clamp(*next - clock_.now(), Duration(0), wait);
    }
    if (cancelled_) running_.cancel();
    co_return wait;
}

awaitable<void> Workers::prune() {
    auto const now = clock_.monotonic();
    if (now < prune_at_) co_return;
    auto const pruned = co_await database_.write([this](Transaction& tx) {
        return job_repository::prune(tx, clock_.now() - limits::job_kept_for, limits::jobs_pruned_rows);
    });
    bool const rest = pruned == limits::jobs_pruned_rows;
    prune_at_ = now + (rest ? Duration(limits::slow_poll) : Duration(limits::jobs_pruned_every));
}

awaitable<void> Workers::work(std::shared_ptr<Kind> kind, job_repository::Claimed job) {
    Place const place(kind->running, wakeup_);
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
