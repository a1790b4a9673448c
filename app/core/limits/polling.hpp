// How instances agree on who polls.
#pragma once

#include <chrono>

namespace aisha::limits {

/// For so long the one that polls does not ask the database again whether it still is the one. Should two
/// poll for a moment, Telegram refuses one of them (409), and no update is taken twice.
inline constexpr std::chrono::milliseconds polling_chosen_for{2000};

}  // namespace aisha::limits
