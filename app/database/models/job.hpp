// The states of a durable job.
#pragma once

#include <boost/describe.hpp>

namespace aisha {

/// available → running → done | failed | quarantined; running → available to be run again; both → cancelled.
enum class JobState {
    available,  ///< to be run from run_at on
    running,    ///< leased by a process
    done,
    failed,  ///< refused, or given up after errors or a service that stayed away
    cancelled,
    quarantined  ///< the process died with it in hand too often, or it cannot be read
};
BOOST_DESCRIBE_ENUM(JobState, available, running, done, failed, cancelled, quarantined)

}  // namespace aisha
