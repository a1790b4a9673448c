// The job that removes objects from the store of avatars.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

#include <string>
#include <vector>

namespace aisha::handlers::avatar {

/// Nothing refers to these any more.
struct RemoveObjects {
    static constexpr std::string_view kind = "remove_objects";
    std::vector<std::string> keys;
};
BOOST_DESCRIBE_STRUCT(RemoveObjects, (), (keys))

JobPolicy remove_objects_policy();
/// Done when all are gone; throws Unavailable while the store is away.
awaitable<Outcome> remove_objects(Context& context, RemoveObjects job);

}  // namespace aisha::handlers::avatar
