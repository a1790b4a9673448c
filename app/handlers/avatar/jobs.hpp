// The kinds of jobs that avatars have.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

namespace aisha::handlers::avatar {

/// Tells the workers how each is run. `context` outlives them.
void add_jobs(Workers& workers, Context& context);

}  // namespace aisha::handlers::avatar
