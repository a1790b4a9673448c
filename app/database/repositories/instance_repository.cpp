// SQL of instances.
#include "database/repositories/instance_repository.hpp"

namespace aisha::instance_repository {

std::int64_t begin_epoch(Transaction& tx, std::string const& instance, Time now) {
    return tx.one<std::int64_t>("INSERT INTO instances (id, epoch, started_at) "
                                "VALUES ($1, coalesce((SELECT max(epoch) FROM instances), 0) + 1, $2) "
                                "ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, started_at = "
                                "excluded.started_at, left_at = NULL "
                                "RETURNING epoch",
                                instance, now);
}

std::vector<std::string> others(Transaction& tx, std::string const& instance) {
    return tx.query<std::string>("SELECT id FROM instances WHERE left_at IS NULL AND id <> $1", instance);
}

void leave(Transaction& tx, std::string const& instance, Time now) {
    tx.execute("UPDATE instances SET left_at = $2 WHERE id = $1 AND left_at IS NULL", instance, now);
}

bool is_current(Transaction& tx, std::int64_t epoch) {
    return tx.find<std::int64_t>("SELECT epoch FROM instances WHERE epoch = $1 AND left_at IS NULL", epoch)
        .has_value();
}

}  // namespace aisha::instance_repository
