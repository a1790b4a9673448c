// Removing what is not wanted any more.
#include "handlers/transcript/removal.hpp"

namespace aisha::handlers::transcript {

void remove_placeholder(Context& context, Transaction& tx, Transcript const& transcript) {
    if (transcript.placeholder_id)
        context.outbox.remove_sent(tx, transcript.chat_id, *transcript.placeholder_id);
}

void remove_objects(Context& context, Transaction& tx, UserId user, std::vector<std::string> keys,
                    Duration delay) {
    if (!keys.empty())
        context.jobs.enqueue(tx, RemoveObjects{std::move(keys)}, {.delay = delay, .owner = user});
}

JobPolicy removal_policy() {
    // A promise to delete is not given up because the store is away for long.
    constexpr auto patience = std::chrono::days(30);
    return {.at_once = 2, .give_up_after = patience};
}

awaitable<Outcome> run_removal(Context& context, RemoveObjects job, JobRun /*run*/) {
    for (auto const& key : job.keys) co_await context.store.remove(key);
    co_return Done{};
}

void removal_failed(Context& /*context*/, Transaction& /*tx*/, RemoveObjects const& /*job*/,
                    JobFailure const& /*failure*/) {
    // The worker has logged it with the job's number; the row keeps the keys.
}

}  // namespace aisha::handlers::transcript
