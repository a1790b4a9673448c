// Removing what is not wanted any more: messages that showed work, and objects from the store after the rows
// that named them.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

namespace aisha::handlers::transcript {

/// Deletes the message that showed, outside private chats, that work was under way.
void remove_placeholder(Context& context, Transaction& tx, Transcript const& transcript);

/// Removes objects, however long the store is away.
struct RemoveObjects {
    static constexpr std::string_view kind = "remove_objects";
    std::vector<std::string> keys;
};
BOOST_DESCRIBE_STRUCT(RemoveObjects, (), (keys))

/// Has a person's objects removed, after `delay`; what deletes everything of the person knows them by this
/// until then.
void remove_objects(Context& context, Transaction& tx, UserId user, std::vector<std::string> keys,
                    Duration delay = {});

JobPolicy removal_policy();
awaitable<Outcome> run_removal(Context& context, RemoveObjects job, JobRun run);
/// Given up: said in the log, for whoever looks after the store.
void removal_failed(Context& context, Transaction& tx, RemoveObjects const& job, JobFailure const& failure);

}  // namespace aisha::handlers::transcript
