// Limits of access: invitations, quotas, what an admin's screens show, and warnings.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace aisha::limits {

/// Random characters of an invitation's code: 82 bits, so that none is found by trying.
inline constexpr std::size_t invite_code_characters = 16;
/// Longest code that is looked up. https://core.telegram.org/bots/features#deep-linking
inline constexpr std::size_t start_payload_max = 64;
static_assert(invite_code_characters <= start_payload_max);
/// People whom one invitation may let in, and days for which it may hold.
inline constexpr int invite_uses_max = 10'000;
inline constexpr int invite_days_max = 365;

/// A person to whom the bot is closed is told so at most this often.
inline constexpr auto turned_away_every = std::chrono::hours(24);

/// Largest daily quotas that make sense as a setting.
inline constexpr std::int64_t quota_minutes_max = 1'000'000;
inline constexpr std::int64_t quota_texts_max = 1'000'000;
inline constexpr std::int64_t quota_notes_max = 1'000'000;
/// Days for which what was used is kept, and rows that are removed for each recording that adds two.
inline constexpr int quota_kept_days = 40;
inline constexpr int quota_pruned_rows = 10;
static_assert(quota_pruned_rows > 2);

/// Entries on one screen of an admin: people, invitations, jobs.
inline constexpr int admin_page = 8;
/// UTF-16 units of a job's error on an admin's screen.
inline constexpr std::size_t admin_error_units = 300;
/// UTF-16 units of a name on a button.
inline constexpr std::size_t admin_name_units = 30;

/// Tries in a row to tell Telegram the webhook's address that may fail before admins are warned.
inline constexpr int webhook_refusals_usual = 2;
/// How often the state of the machine, the webhook and the jobs is looked at for warnings.
inline constexpr auto watched_every = std::chrono::seconds(5);

}  // namespace aisha::limits
