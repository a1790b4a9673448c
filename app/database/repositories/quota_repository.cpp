// The SQL of what people have used of a day's quotas.
#include "database/repositories/quota_repository.hpp"

namespace aisha::quota_repository {

std::int64_t used(Transaction& tx, UserId user, std::int64_t day, QuotaKind kind) {
    // PostgreSQL's sum of BIGINT is no BIGINT.
    return tx.one<std::int64_t>("SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM quota_usage "
                                "WHERE user_id = $1 AND day = $2 AND kind = $3 AND given_back = 0",
                                user, day, kind);
}

void reserve(Transaction& tx, Usage const& usage) {
    tx.execute("INSERT INTO quota_usage (kind, item_id, user_id, day, amount) VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT (kind, item_id) DO UPDATE SET day = excluded.day, given_back = 0",
               usage.kind, usage.item_id, usage.user, usage.day, usage.amount);
}

void correct(Transaction& tx, QuotaKind kind, std::int64_t item_id, std::int64_t amount) {
    tx.execute("UPDATE quota_usage SET amount = $3 WHERE kind = $1 AND item_id = $2", kind, item_id, amount);
}

void count_one_more(Transaction& tx, Usage const& usage) {
    tx.execute("INSERT INTO quota_usage (kind, item_id, user_id, day, amount) VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT (kind, item_id) DO UPDATE SET day = excluded.day, amount = excluded.amount + "
               "CASE WHEN quota_usage.day = excluded.day THEN quota_usage.amount ELSE 0 END",
               usage.kind, usage.item_id, usage.user, usage.day, usage.amount);
}

void count_one_less(Transaction& tx, QuotaKind kind, std::int64_t item_id) {
    tx.execute("UPDATE quota_usage SET amount = amount - 1 WHERE kind = $1 AND item_id = $2 AND amount > 0",
               kind, item_id);
}

void give_back(Transaction& tx, QuotaKind kind, std::int64_t item_id) {
    tx.execute("UPDATE quota_usage SET given_back = 1 WHERE kind = $1 AND item_id = $2", kind, item_id);
}

void take_again(Transaction& tx, QuotaKind kind, std::int64_t item_id) {
    tx.execute("UPDATE quota_usage SET given_back = 0 WHERE kind = $1 AND item_id = $2", kind, item_id);
}

std::int64_t amount(Transaction& tx, UserId user, QuotaKind kind, std::int64_t item_id) {
    return tx
        .find<std::int64_t>(
            "SELECT amount FROM quota_usage WHERE kind = $1 AND item_id = $2 AND user_id = $3", kind, item_id,
            user)
        .value_or(0);
}

std::int64_t prune(Transaction& tx, std::int64_t day, int count) {
    return tx.execute("DELETE FROM quota_usage WHERE (kind, item_id) IN "
                      "(SELECT kind, item_id FROM quota_usage WHERE day < $1 LIMIT $2)",
                      day, count);
}

}  // namespace aisha::quota_repository
