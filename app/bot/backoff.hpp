// How long to wait before the next try.
#pragma once

#include "core/clock.hpp"

namespace aisha::bot {

/// The delay after the `failures`-th failure in a row (from 1): `first`, doubled each time up to `last`,
/// less up to a quarter by chance, so that many do not come back at once.
Duration backoff(Clock& clock, int failures, Duration first, Duration last);

}  // namespace aisha::bot
