// Enqueueing, cancelling, trying again.
#include "jobs/queue.hpp"

#include "database/repositories/job_repository.hpp"

namespace aisha {

JobQueue::JobQueue(Clock& clock, std::function<void()> on_available, std::function<void(JobId)> on_cancelled)
    : clock_(clock), on_available_(std::move(on_available)), on_cancelled_(std::move(on_cancelled)) {}

JobId JobQueue::insert(Transaction& tx, std::string_view kind, std::string payload,
                       EnqueueOptions const& options) {
    auto const now = clock_.now();
    auto const id = job_repository::insert(tx,
                                           {.kind = std::string(kind),
                                            .payload = std::move(payload),
                                            .priority = options.priority,
                                            .run_at = now + options.delay,
                                            .unique_key = options.unique_key,
                                            .owner = options.owner},
                                           now);
    tx.after_commit(on_available_);
    return id;
}

bool JobQueue::cancel(Transaction& tx, JobId id) {
    auto const job = job_repository::cancel(tx, id, "cancelled by a person", clock_.now());
    if (!job) return false;
    if (auto const subject = subjects_.find(job->kind); subject != subjects_.end())
        subject->second.cancelled(tx, json::parse(job->payload));
    tx.after_commit([this, id] { on_cancelled_(id); });
    return true;
}

bool JobQueue::retry(Transaction& tx, JobId id) {
    auto const job = job_repository::revive(tx, id, clock_.now());
    if (!job) return false;
    if (auto const subject = subjects_.find(job->kind); subject != subjects_.end())
        subject->second.retried(tx, json::parse(job->payload));
    tx.after_commit(on_available_);
    return true;
}

bool JobQueue::put_aside(Transaction& tx, std::string_view kind, std::string const& key,
                         std::string const& why) {
    auto const job = job_repository::cancel_by_key(tx, kind, key, why, clock_.now());
    if (!job) return false;
    tx.after_commit([this, id = job->id] { on_cancelled_(id); });
    return true;
}

bool JobQueue::take_up(Transaction& tx, std::string_view kind, std::string const& key,
                       std::string const& why) {
    auto const id = job_repository::cancelled_by_key(tx, kind, key, why);
    if (!id || !job_repository::revive(tx, *id, clock_.now())) return false;
    tx.after_commit(on_available_);
    return true;
}

}  // namespace aisha
