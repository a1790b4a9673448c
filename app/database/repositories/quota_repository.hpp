// The SQL of what people have used of a day's quotas: a row for each thing that counts.
#pragma once

#include "database/database.hpp"
#include "database/models/access.hpp"

namespace aisha::quota_repository {

/// What this person has used of a day's quota.
std::int64_t used(Transaction& tx, UserId user, std::int64_t day, QuotaKind kind);

/// Something that counts for a person on a day. `item_id` is its key in the table of its kind.
struct Usage {
    QuotaKind kind = QuotaKind::audio;
    std::int64_t item_id = 0;
    UserId user;
    std::int64_t day = 0;
    std::int64_t amount = 0;
};

/// Counts it; where it counted before, on the new day again, with the amount that is known of it.
void reserve(Transaction& tx, Usage const& usage);
/// What it turned out to be. Nothing where it does not count at all.
void correct(Transaction& tx, QuotaKind kind, std::int64_t item_id, std::int64_t amount);
/// The same for what can be had again and again on one day: each time counts.
void count_one_more(Transaction& tx, Usage const& usage);
/// The last time does not count any more.
void count_one_less(Transaction& tx, QuotaKind kind, std::int64_t item_id);
/// It does not count any more; its amount is remembered for `reserve` and `take_again`.
void give_back(Transaction& tx, QuotaKind kind, std::int64_t item_id);
/// It counts again, on the day of the first time.
void take_again(Transaction& tx, QuotaKind kind, std::int64_t item_id);
/// What is known of a thing of this person, counting or not; 0 where nothing is.
std::int64_t amount(Transaction& tx, UserId user, QuotaKind kind, std::int64_t item_id);

/// Deletes at most `count` rows of days before `day`; returns how many.
std::int64_t prune(Transaction& tx, std::int64_t day, int count);

}  // namespace aisha::quota_repository
