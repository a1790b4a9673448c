// The job that removes photos from the store of avatars.
#include "handlers/avatar/remove_photos.hpp"

#include "core/limits/avatar.hpp"

namespace aisha::handlers::avatar {

void remove_photos(Context& context, Transaction& tx, std::optional<UserId> owner,
                   AvatarService::Removed removed) {
    if (!removed.keys.empty())
        context.jobs.enqueue(tx, RemovePhotos{std::move(removed.keys)}, {.owner = owner});
    // Whoever looks at a photo in this moment may still bring it into the store.
    if (!removed.late_keys.empty())
        context.jobs.enqueue(tx, RemovePhotos{std::move(removed.late_keys)},
                             {.delay = limits::avatar_late_objects_after, .owner = owner});
}

JobPolicy remove_photos_policy() {
    // What a person deleted is deleted, however long the store is away.
    constexpr auto patience = std::chrono::days(365);
    return {.at_once = 1, .give_up_after = patience};
}

awaitable<Outcome> run_remove_photos(Context& context, RemovePhotos job, JobRun /*run*/) {
    for (auto const& key : job.keys) co_await context.avatars.store.remove(key);
    co_return Done{};
}

void remove_photos_failed(Context& /*context*/, Transaction& /*tx*/, RemovePhotos const& /*job*/,
                          JobFailure const& /*failure*/) {
    // The worker has logged it with the job's number; the row keeps the keys.
}

}  // namespace aisha::handlers::avatar
