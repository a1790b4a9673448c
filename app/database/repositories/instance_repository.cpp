// SQL of boot epochs.
#include "database/repositories/instance_repository.hpp"

namespace aisha::instance_repository {

std::int64_t begin_epoch(Transaction& tx, std::string const& instance, Time now) {
    return tx.one<std::int64_t>(
        "INSERT INTO instances (id, epoch, started_at) VALUES ($1, 1, $2) "
        "ON CONFLICT (id) DO UPDATE SET epoch = instances.epoch + 1, started_at = excluded.started_at "
        "RETURNING epoch",
        instance, now);
}

}  // namespace aisha::instance_repository
