// Running durable jobs: claim, run, finish in one transaction with what the job changed.
#pragma once

#include "database/repositories/job_repository.hpp"
#include "jobs/job.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aisha {

/// Claims jobs of the kinds it knows and runs them, each kind up to its policy. A lease is void as soon as
/// the same instance starts again (its boot epoch grows), so after a crash work goes on at once. Results are
/// written only under the lease's token.
class Workers {
public:
    struct Options {
        std::string instance;    ///< INSTANCE_ID
        std::int64_t epoch = 0;  ///< instance_repository::begin_epoch
    };
    Workers(asio::any_io_executor executor, Database& database, Clock& clock, Log log, Options options);
    ~Workers();

    /// `run` does the work; it may throw Unavailable (tried again until the policy gives up) or anything else
    /// (an error: tried again, up to the policy's number of times). Refusals are the job's own to answer
    /// (Refused). `failed` is called in the transaction that ends the job for good; where it throws, the job
    /// ends without it.
    template <JobType Job>
    void add(JobPolicy policy, std::function<awaitable<Outcome>(Job, JobRun)> run,
             std::function<void(Transaction&, Job const&, JobFailure const&)> failed) {
        add_kind(
            Job::kind, policy,
            [run = std::move(run)](json::Value const& payload, JobRun job_run) {
                return run(json::read<Job>(payload), std::move(job_run));
            },
            [failed = std::move(failed)](Transaction& tx, json::Value const& payload,
                                         JobFailure const& failure) {
                failed(tx, json::read<Job>(payload), failure);
            });
    }

    /// Claims and runs until `stop`, then returns when the running ones have ended. First it takes over what
    /// this instance had leased before it died. Cancelled, it interrupts what runs, as `cancel`, and then
    /// ends.
    awaitable<void> run();
    /// New work may be there. On the loop.
    void wake() { wakeup_.notify(); }
    /// An instance has been found dead: takes up the jobs that it held.
    void take_over();
    /// A job has been cancelled: ends its run, where it is here.
    void interrupt(JobId id);
    /// Takes no more jobs.
    void stop();
    /// Interrupts running jobs and takes no more: they become available again, and it counts as no failure.
    void cancel();

    /// Results that were thrown away because the lease was lost, since the start.
    std::uint64_t lost_leases() const { return lost_leases_; }
    /// Jobs in hand now.
    std::size_t running() const { return running_.size(); }

private:
    using Run = std::function<awaitable<Outcome>(json::Value const&, JobRun)>;
    using Failed = std::function<void(Transaction&, json::Value const&, JobFailure const&)>;
    struct Kind;
    struct Task;
    struct Claim;
    /// A run of a job: the job may be taken up anew before an interrupted run has ended.
    using RunKey = std::pair<JobId, std::int64_t>;
    void add_kind(std::string_view kind, JobPolicy policy, Run run, Failed failed);

    awaitable<void> work_until_stopped();
    awaitable<void> recover();
    awaitable<Duration> claim();
    void claim(Transaction& tx, Claim& wanted);
    std::vector<job_repository::Claimed> claim_by_owner(Transaction& tx, Claim& wanted, int room);
    void begin(std::shared_ptr<Kind> const& kind, job_repository::Claimed job);
    awaitable<void> look_at_leases();
    void interrupt(RunKey const& key);
    awaitable<void> prune();

    awaitable<void> work(std::shared_ptr<Kind> kind, job_repository::Claimed job);
    awaitable<Outcome> run_once(Task const& task);
    awaitable<void> conclude(Task const& task, Outcome outcome);
    awaitable<void> fail(Task const& task, std::exception_ptr error);
    awaitable<void> postpone(Task const& task, std::string error, std::optional<Duration> retry_after,
                             bool defect);
    awaitable<void> end(Task const& task, JobState state, JobFailure::Why why, std::string error);
    awaitable<void> record(Task const& task, std::function<bool(Transaction&)> change);

    asio::any_io_executor executor_;
    Database& database_;
    Clock& clock_;
    Log log_;
    job_repository::Claimer claimer_;
    std::map<std::string, std::shared_ptr<Kind>, std::less<>> kinds_;
    TaskGroup running_;
    std::map<RunKey, std::weak_ptr<asio::cancellation_signal>> in_hand_;
    Wakeup wakeup_;
    bool recover_due_ = true;
    bool stopping_ = false;
    bool cancelled_ = false;
    Monotonic prune_at_{};
    Monotonic look_at_{};  ///< whether the leases of what runs are still ours
    std::uint64_t lost_leases_ = 0;
};

}  // namespace aisha
