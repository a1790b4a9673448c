// Enqueueing and cancelling.
#include "jobs/queue.hpp"

#include "database/repositories/job_repository.hpp"

namespace aisha {

JobQueue::JobQueue(Clock& clock, std::function<void()> on_available)
    : clock_(clock), on_available_(std::move(on_available)) {}

JobId JobQueue::insert(Transaction& tx, std::string_view kind, std::string payload,
                       EnqueueOptions const& options) {
    auto const now = clock_.now();
    auto const id = job_repository::insert(tx,
                                           {.kind = std::string(kind),
                                            .payload = std::move(payload),
                                            .priority = options.priority,
                                            .run_at = now + options.delay,
                                            .unique_key = options.unique_key},
                                           now);
    if (on_available_) tx.after_commit(on_available_);
    return id;
}

bool JobQueue::cancel(Transaction& tx, JobId id) { return job_repository::cancel(tx, id, clock_.now()); }

}  // namespace aisha
