// How much the threads of a database do at once.
#pragma once

#include <cstddef>

namespace aisha::limits {

/// Writes in one transaction on PostgreSQL: BEGIN, COMMIT and the sync are shared by so many. With more,
/// others wait longer for rows.
inline constexpr std::size_t postgres_batch_max = 32;
/// So many waiting writes go together before an idle connection gets a share of them: what a commit costs is
/// saved rather than spread.
inline constexpr std::size_t write_share_min = 8;
static_assert(write_share_min < postgres_batch_max);

}  // namespace aisha::limits
