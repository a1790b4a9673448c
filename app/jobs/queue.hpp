// Enqueueing durable jobs, inside the caller's transaction.
#pragma once

#include "jobs/job.hpp"

#include <optional>
#include <string>

namespace aisha {

struct EnqueueOptions {
    Duration delay{};
    int priority = 0;  ///< higher first
    std::optional<std::string>
        unique_key;  ///< one unfinished job a key and kind; a second enqueue finds the first
};

/// The durable queue. A job exists exactly where the transaction that enqueued it was committed.
class JobQueue {
public:
    /// `on_available` is called on the loop after a commit that enqueued something.
    JobQueue(Clock& clock, std::function<void()> on_available);

    template <JobType Job>
    JobId enqueue(Transaction& tx, Job const& job, EnqueueOptions const& options = {}) {
        return insert(tx, Job::kind, json::dump(json::write(job)), options);
    }

    /// Ends a job that has not finished; a run that is under way ends without effect. False where it was
    /// over.
    bool cancel(Transaction& tx, JobId id);

private:
    JobId insert(Transaction& tx, std::string_view kind, std::string payload, EnqueueOptions const& options);

    Clock& clock_;
    std::function<void()> on_available_;
};

}  // namespace aisha
