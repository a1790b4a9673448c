// The processes on a database, and which start of theirs is the current one.
#pragma once

#include "database/database.hpp"

#include <string>
#include <vector>

namespace aisha::instance_repository {

/// Counts this start of `instance` and returns its epoch, a number that no other start has. Called once by a
/// process, before anything claims work: what older epochs of the same instance hold (leases of jobs,
/// messages being sent) is void from then on. Throws ConstraintError where another process begins at this
/// moment.
std::int64_t begin_epoch(Transaction& tx, std::string const& instance, Time now);

/// The instances but `instance` that have begun and have not left.
std::vector<std::string> others(Transaction& tx, std::string const& instance);

/// What `instance` holds is void from now on.
void leave(Transaction& tx, std::string const& instance, Time now);

/// Whether `epoch` still counts: false once its instance has begun anew or has been found dead.
bool is_current(Transaction& tx, std::int64_t epoch);

/// For other repositories: condition on a row's `epoch` whose holder is gone.
inline constexpr std::string_view epoch_is_void =
    "epoch NOT IN (SELECT epoch FROM instances WHERE left_at IS NULL)";

}  // namespace aisha::instance_repository
