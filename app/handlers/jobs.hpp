// The kinds of jobs there are, as routes.hpp has the updates.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

namespace aisha::handlers {

/// Tells the workers every kind of job and how it is run. `context` outlives them. The speech service takes
/// `speech_per_minute` recordings a minute; 0: as many as come.
void add_jobs(Workers& workers, Context& context, int speech_per_minute);

}  // namespace aisha::handlers
