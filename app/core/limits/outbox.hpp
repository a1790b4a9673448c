// Limits of messages on their way.
#pragma once

namespace aisha::limits {

/// How many processes may die in turn with the same message on its way before its fate is called unknown. Two
/// in a row happen, and mostly neither had begun the call; the bound is there so that a program that dies
/// soon after each start does not fill a chat.
inline constexpr int send_deaths_max = 10;

}  // namespace aisha::limits
