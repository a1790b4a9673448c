// The loop that claims jobs and runs them.
#include "jobs/worker.hpp"

#include "core/crash_point.hpp"
#include "core/errors.hpp"
#include "jobs/worker_task.hpp"

#include <boost/asio/this_coro.hpp>

#include <tuple>

namespace aisha {

namespace {

/// While another instance counts the starts of a kind.
constexpr auto rate_look_again = std::chrono::milliseconds(100);

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
    kinds_[name] = std::make_shared<Kind>(Kind{name, policy, std::move(run), std::move(failed), 0, {}});
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
            co_await look_at_leases();
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
         co_await database_.read([](Transaction& tx) { return job_repository::unfinished(tx); }))
        if (waiting.state == JobState::available && !kinds_.contains(waiting.kind))
            log_.warning("jobs_of_unknown_kind", "kind", waiting.kind, "jobs", waiting.jobs);
}

/// What is asked of a kind, and what came of it.
struct Workers::Claim {
    std::shared_ptr<Kind> kind;
    int running = 0;  ///< as it was on the loop: the claim is made on a database thread, while runs end
    std::map<UserId, int> running_of;
    std::vector<job_repository::Claimed> jobs;
    std::optional<Time> next;  ///< when to ask again, unless something happens
};

/// Leases what there is room for; returns how long there is nothing more to do unless something happens.
awaitable<Duration> Workers::claim() {
    std::vector<Claim> claims;
    for (auto const& [name, kind] : kinds_)
        if (kind->running < kind->policy.at_once)
            claims.push_back({.kind = kind, .running = kind->running, .running_of = kind->running_of});
    if (claims.empty()) co_return limits::slow_poll;

    co_await database_.write([&](Transaction& tx) {
        for (auto& wanted : claims) claim(tx, wanted);
    });
    Duration wait = limits::slow_poll;
    for (auto& claimed : claims) {
        for (auto& job : claimed.jobs) {
            reach(CrashPoint::job_claimed);
            begin(claimed.kind, std::move(job));
        }
        if (claimed.next) wait = std::clamp(*claimed.next - clock_.now(), Duration(0), wait);
    }
    if (cancelled_) running_.cancel();
    co_return wait;
}

void Workers::claim(Transaction& tx, Claim& wanted) {
    auto const& [name, policy] = std::tie(wanted.kind->name, wanted.kind->policy);
    auto const now = clock_.now();
    auto room = policy.at_once - wanted.running;
    wanted.jobs.clear();
    wanted.next.reset();
    std::vector<Time> starts;
    if (policy.rate) {
        // Two instances that count at the same time would both find room.
        if (!tx.hold("rate/" + name)) {
            wanted.next = now + rate_look_again;
            return;
        }
        starts = job_repository::starts(tx, name, now - policy.rate->per);
        room = std::min(room, policy.rate->starts - static_cast<int>(starts.size()));
    }
    if (room > 0) wanted.jobs = claim_by_owner(tx, wanted, room);
    if (policy.rate && !wanted.jobs.empty())
        job_repository::note_starts(tx, name, now, wanted.jobs.size(), now - policy.rate->per);
    // With no room left, the end of a run is what lets the next one in, or the rate.
    if (room <= 0) wanted.next = starts.front() + policy.rate->per;
    else if (policy.rate && std::ssize(wanted.jobs) == room)
        wanted.next = (starts.empty() ? now : starts.front()) + policy.rate->per;
}

/// Up to `room` jobs, of nobody more than the policy allows.
std::vector<job_repository::Claimed> Workers::claim_by_owner(Transaction& tx, Claim& wanted, int room) {
    auto const& kind = *wanted.kind;
    auto const due = [&](std::vector<UserId> const& without) {
        wanted.next = job_repository::next_due(tx, kind.name, without);
    };
    if (!kind.policy.of_one_owner) {
        auto jobs = job_repository::claim(tx, claimer_, kind.name, clock_.now(), room);
        if (std::ssize(jobs) < room) due({});
        return jobs;
    }
    std::vector<job_repository::Claimed> jobs;
    auto running_of = wanted.running_of;
    while (std::ssize(jobs) < room) {
        auto const full = Kind::full(running_of, kind.policy);
        auto next = job_repository::claim(tx, claimer_, kind.name, clock_.now(), 1, full);
        if (next.empty()) {
            due(full);
            break;
        }
        if (next.front().owner) ++running_of[*next.front().owner];
        jobs.push_back(std::move(next.front()));
    }
    return jobs;
}

void Workers::begin(std::shared_ptr<Kind> const& kind, job_repository::Claimed job) {
    ++kind->running;
    if (job.owner) ++kind->running_of[*job.owner];
    RunKey const key{job.id, job.attempts};
    in_hand_[key] = {};
    auto const signal = running_.spawn(kind->name, work(kind, std::move(job)));
    if (auto const place = in_hand_.find(key); place != in_hand_.end()) place->second = signal;
}

void Workers::interrupt(JobId id) {
    std::vector<RunKey> runs;
    for (auto const& [key, signal] : in_hand_)
        if (key.first == id) runs.push_back(key);
    for (auto const& key : runs) interrupt(key);
}

void Workers::interrupt(RunKey const& key) {
    auto const run = in_hand_.find(key);
    auto const signal = run == in_hand_.end() ? nullptr : run->second.lock();
    if (signal) signal->emit(asio::cancellation_type::terminal);
}

/// Ends runs whose leases are lost: cancelled through another instance, or taken over.
awaitable<void> Workers::look_at_leases() {
    if (clock_.monotonic() < look_at_ || in_hand_.empty()) co_return;
    look_at_ = clock_.monotonic() + limits::slow_poll;
    std::vector<RunKey> runs;
    for (auto const& [key, signal] : in_hand_) runs.push_back(key);
    auto const held =
        co_await database_.read([this](Transaction& tx) { return job_repository::held(tx, claimer_); });
    for (auto const& run : runs)
        if (std::ranges::none_of(held,
                                 [&](auto const& lease) { return RunKey(lease.id, lease.attempts) == run; }))
            interrupt(run);
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

}  // namespace aisha
