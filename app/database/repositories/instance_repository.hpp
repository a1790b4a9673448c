// Boot epochs: which start of an instance this process is.
#pragma once

#include "database/database.hpp"

#include <string>

namespace aisha::instance_repository {

/// Counts this start of `instance` and returns its number, 1 for the first. Called once by a process,
/// before anything claims work: what an older epoch of the same instance holds (leases of jobs, messages
/// being sent) is void from then on.
std::int64_t begin_epoch(Transaction& tx, std::string const& instance, Time now);

}  // namespace aisha::instance_repository
