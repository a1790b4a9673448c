// Enqueueing durable jobs, inside the caller's transaction, and stepping into them.
#pragma once

#include "jobs/job.hpp"

#include <map>
#include <optional>
#include <string>

namespace aisha {

struct EnqueueOptions {
    Duration delay{};
    int priority = 0;  ///< higher first
    std::optional<std::string>
        unique_key;               ///< one unfinished job a key and kind; a second enqueue finds the first
    std::optional<UserId> owner;  ///< the person it is for: the owners of a kind's jobs take turns
};

/// The durable queue. A job exists exactly where the transaction that enqueued it was committed.
class JobQueue {
public:
    /// Both are called on the loop, after a commit that made a job available or that cancelled one.
    JobQueue(
        Clock& clock, std::function<void()> on_available,
        std::function<void(JobId)> on_cancelled = [](JobId) {});

    template <JobType Job>
    JobId enqueue(Transaction& tx, Job const& job, EnqueueOptions const& options = {}) {
        return insert(tx, Job::kind, json::dump(json::write(job)), options);
    }

    /// What becomes of a job's subject where a person steps in with `cancel` or `retry`, in their
    /// transaction.
    template <JobType Job>
    void when(std::function<void(Transaction&, Job const&)> cancelled,
              std::function<void(Transaction&, Job const&)> retried) {
        auto const read = [](auto then) {
            return
                [then](Transaction& tx, json::Value const& payload) { then(tx, json::read<Job>(payload)); };
        };
        subjects_[std::string(Job::kind)] = {read(std::move(cancelled)), read(std::move(retried))};
    }

    /// Ends a job that has not finished, for a person; a run that is under way is interrupted (in another
    /// instance within limits::slow_poll) and ends without effect. False where it was over.
    bool cancel(Transaction& tx, JobId id);
    /// Runs a job again, for a person, that failed, was cancelled or quarantined: as if it were new. False
    /// where it did not end like that, or another one does its work.
    bool retry(Transaction& tx, JobId id);

    /// Ends the unfinished job of this key because nobody can be told its result (`why`); its subject is the
    /// caller's to look after. False where there is none.
    template <JobType Job>
    bool put_aside(Transaction& tx, std::string const& key, std::string const& why) {
        return put_aside(tx, Job::kind, key, why);
    }
    /// Runs what was put aside for `why`; false where nothing was.
    template <JobType Job>
    bool take_up(Transaction& tx, std::string const& key, std::string const& why) {
        return take_up(tx, Job::kind, key, why);
    }

private:
    using Step = std::function<void(Transaction&, json::Value const&)>;
    struct Subject {
        Step cancelled;
        Step retried;
    };

    JobId insert(Transaction& tx, std::string_view kind, std::string payload, EnqueueOptions const& options);
    bool put_aside(Transaction& tx, std::string_view kind, std::string const& key, std::string const& why);
    bool take_up(Transaction& tx, std::string_view kind, std::string const& key, std::string const& why);

    Clock& clock_;
    std::function<void()> on_available_;
    std::function<void(JobId)> on_cancelled_;
    std::map<std::string, Subject, std::less<>> subjects_;
};

}  // namespace aisha
