// How much may wait, and how it takes turns.
#pragma once

#include "core/limits.hpp"

namespace aisha::limits {

/// Recordings of one person that may wait or be in work: as many as can be forwarded at once. Others do not
/// wait for them, so this is for the person's own sake: about ten minutes on two cores.
inline constexpr std::int64_t recordings_of_one_max = 100;
/// Recordings of all people that may wait: about an hour and a half of work at four at once.
inline constexpr std::int64_t recordings_waiting_max = 500;
static_assert(recordings_of_one_max < recordings_waiting_max);
/// Of the places in work, those that one person's recordings may take: one is left to others.
inline constexpr int transcriptions_of_one = transcriptions_at_once - 1;
static_assert(transcriptions_of_one > 0);
/// Between looks at the places of those who wait; the first look comes when free places have been taken.
inline constexpr auto places_look_every = 5s;
inline constexpr auto places_look_first = 1s;
/// A draft that says the same is renewed this often while somebody waits in line; it lives 30 s.
/// https://core.telegram.org/bots/api#sendmessagedraft
inline constexpr auto place_renewed_every = 20s;
static_assert(places_look_every < place_renewed_every && place_renewed_every < 30s);

/// Messages that wait to be sent, and updates that wait to be handled, above which no more updates are taken
/// in; they are again when half of that is left. Rows are about 1 KiB; Telegram takes 30 messages a second.
inline constexpr std::int64_t unsent_messages_max = 20'000;
inline constexpr std::int64_t unhandled_updates_max = 20'000;
/// With less free space in a folder that we write to no more updates are taken in, so that what is in work
/// can be finished; they are again when there is a half more.
inline constexpr Bytes free_space_reserved = 32 * mib;
static_assert(free_space_reserved < free_space_min);
/// How often these are looked at.
inline constexpr auto intake_look_every = 1s;

/// Jobs put aside that the doctor names.
inline constexpr int quarantined_shown = 20;
/// How far back the doctor counts jobs that ended.
inline constexpr auto ended_shown_for = 24h;

}  // namespace aisha::limits
