// What a job is and what may come of a run.
#pragma once

#include "core/async.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "database/database.hpp"
#include "database/models/job.hpp"

#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace aisha {

/// A job's type: a described struct with `static constexpr std::string_view kind`.
template <class T>
concept JobType = json::Described<T> && requires {
    { T::kind } -> std::convertible_to<std::string_view>;
};

/// The work is finished; `commit` runs in the transaction that finishes the job.
struct Done {
    std::function<void(Transaction&)> commit;
};

/// Not yet: run again after `delay`. Holds no worker meanwhile and counts as no failure.
struct Later {
    Duration delay{};
};

/// The user must act; `commit` runs in the transaction that ends the job as failed.
struct Refused {
    std::string reason;
    std::function<void(Transaction&)> commit;
};

using Outcome = std::variant<Done, Later, Refused>;

/// One run of a job.
struct JobRun {
    JobId id;
    int errors = 0;  ///< runs that ended in an unexpected error so far
    Time created_at{};
    Log log;
};

/// How many runs may begin in any stretch of that length, over all instances.
struct JobRate {
    int starts = 1;
    Duration per = std::chrono::minutes(1);
};

/// How a kind of job is run.
struct JobPolicy {
    int at_once = 1;                                     ///< runs in parallel, in this process
    std::optional<int> of_one_owner;                     ///< of these, at most so many of one owner's
    std::optional<JobRate> rate;                         ///< none: as fast as they come
    Duration timeout = std::chrono::minutes(10);         ///< of one run; then as Unavailable
    Duration retry_delay_max = limits::retry_delay_max;  ///< between tries while something is away
    Duration give_up_after = limits::give_up_after;      ///< since it was enqueued
    int errors_max = limits::job_errors_max;             ///< unexpected errors before it fails
};

/// Why a job failed for good, for the function that tells the user.
struct JobFailure {
    enum class Why {
        unavailable_too_long,  ///< what it needs was away until the policy gave up
        error,                 ///< it ended in unexpected errors as often as the policy allows
        quarantined            ///< the process died with it again and again
    };
    Why why = Why::error;
    std::string reference;  ///< short, told to the user, in the log as well
};

}  // namespace aisha
