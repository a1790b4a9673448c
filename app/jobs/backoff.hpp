// How long a job waits before it is run again.
#pragma once

#include "core/clock.hpp"

#include <optional>

namespace aisha {

/// The delay after `failures` failures in a row (1 for the first): limits::retry_delay_min doubled each time
/// up to `delay_max`, less up to a half by `chance` (in [0, 1)), so that many that failed together do not
/// come back together. Never less than what the other side asked for (`retry_after`), of which up to
/// limits::retry_after_max is obeyed.
Duration retry_delay(int failures, Duration delay_max, std::optional<Duration> retry_after, double chance);

}  // namespace aisha
