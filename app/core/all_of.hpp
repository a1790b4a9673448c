// Several coroutines at once, all awaited.
#pragma once

#include "core/async.hpp"

#include <vector>

namespace aisha {

/// Runs all `operations` and waits for each of them to end; then throws the error of the first that failed,
/// where one did. Cancellation reaches all of them.
awaitable<void> all_of(std::vector<awaitable<void>> operations);

}  // namespace aisha
