// The job that removes objects from the store of avatars.
#include "handlers/avatar/remove_objects.hpp"

namespace aisha::handlers::avatar {

JobPolicy remove_objects_policy() {
    // What a person deleted is deleted, however long the store is away.
    return {.at_once = 1, .of_one_owner = {}, .rate = {}, .give_up_after = std::chrono::days(365)};
}

awaitable<Outcome> remove_objects(Context& context, RemoveObjects job) {
    for (auto& key : job.keys) co_await context.avatars.store.remove(key);
    co_return Done{};
}

}  // namespace aisha::handlers::avatar
