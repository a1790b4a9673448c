// The job that removes photos from the store of avatars.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

#include <string>
#include <vector>

namespace aisha::handlers::avatar {

/// Nothing refers to these objects any more.
struct RemovePhotos {
    static constexpr std::string_view kind = "remove_photos";
    std::vector<std::string> keys;
};
BOOST_DESCRIBE_STRUCT(RemovePhotos, (), (keys))

/// Has objects removed that nothing refers to any more, in a moment; those that may still come, once no one
/// can bring them any more. What deletes everything of the person knows them by `owner` until then; nobody:
/// that has been done.
void remove_photos(Context& context, Transaction& tx, std::optional<UserId> owner,
                   AvatarService::Removed removed);

JobPolicy remove_photos_policy();
/// Done when all are gone; throws Unavailable while the store is away.
awaitable<Outcome> run_remove_photos(Context& context, RemovePhotos job, JobRun run);
/// Given up: said in the log, for whoever looks after the store.
void remove_photos_failed(Context& context, Transaction& tx, RemovePhotos const& job,
                          JobFailure const& failure);

}  // namespace aisha::handlers::avatar
