// The SQL of durable jobs. Conditions on states are spelt as in the partial indexes, which serve them.
#include "database/repositories/job_repository.hpp"

#include "database/repositories/instance_repository.hpp"

#include <algorithm>
#include <tuple>

namespace aisha::job_repository {

namespace {

/// What is leased to nobody that lives.
std::string const held_in_vain = "state = 'running' AND " + std::string(instance_repository::epoch_is_void);

}  // namespace

JobId insert(Transaction& tx, NewJob const& job, Time now) {
    auto const id = tx.find<JobId>(
        "INSERT INTO jobs (kind, payload, state, priority, run_at, unique_key, created_at) "
        "VALUES ($1, $2, 'available', $3, $4, $5, $6) "
        "ON CONFLICT (kind, unique_key) WHERE state IN ('available', 'running') DO NOTHING RETURNING id",
        job.kind, job.payload, job.priority, job.run_at, job.unique_key, now);
    if (id) return *id;
    return tx.one<JobId>(
        "SELECT id FROM jobs WHERE kind = $1 AND unique_key = $2 AND state IN ('available', 'running')",
        job.kind, job.unique_key);
}

std::vector<Claimed> claim(Transaction& tx, Claimer const& claimer, std::string_view kind, Time now,
                           std::int64_t count) {
    // The + keeps run_at out of the choice of an index: it is to be the one in order of urgency, so that the
    // first few are taken without sorting all that are due.
    static std::string const sql =
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, instance = $1, epoch = $2 WHERE id IN ("
        "SELECT id FROM jobs WHERE state = 'available' AND kind = $3 AND +run_at <= $4 "
        "ORDER BY priority DESC, run_at, id LIMIT $5";
    auto claimed = tx.query<Claimed>(
        sql + std::string(tx.skip_locked()) +
            ") RETURNING id, payload, priority, run_at, attempts, errors, waits, created_at",
        claimer.instance, claimer.epoch, kind, now, count);
    // RETURNING promises no order.
    std::ranges::sort(claimed, {},
                      [](Claimed const& job) { return std::tuple(-job.priority, job.run_at, job.id); });
    return claimed;
}

std::optional<Time> next_due(Transaction& tx, std::string_view kind) {
    return tx.one<std::optional<Time>>("SELECT min(run_at) FROM jobs WHERE state = 'available' AND kind = $1",
                                       kind);
}

bool finish(Transaction& tx, Lease const& lease, JobState state, std::optional<std::string> const& error,
            Time now) {
    return tx.execute("UPDATE jobs SET state = $4, last_error = $5, finished_at = $6 "
                      "WHERE id = $1 AND state = 'running' AND attempts = $2 AND epoch = $3",
                      lease.id, lease.attempts, lease.epoch, state, error, now) > 0;
}

bool postpone(Transaction& tx, Lease const& lease, Time run_at) {
    return tx.execute(
               "UPDATE jobs SET state = 'available', run_at = $4, waits = 0, deaths = 0, instance = NULL, "
               "epoch = NULL WHERE id = $1 AND state = 'running' AND attempts = $2 AND epoch = $3",
               lease.id, lease.attempts, lease.epoch, run_at) > 0;
}

bool postpone_unavailable(Transaction& tx, Lease const& lease, Time run_at, std::string const& error) {
    return tx.execute("UPDATE jobs SET state = 'available', run_at = $4, waits = waits + 1, deaths = 0, "
                      "last_error = $5, "
                      "instance = NULL, epoch = NULL WHERE id = $1 AND state = 'running' AND attempts = $2 "
                      "AND epoch = $3",
                      lease.id, lease.attempts, lease.epoch, run_at, error) > 0;
}

bool postpone_error(Transaction& tx, Lease const& lease, Time run_at, std::string const& error) {
    return tx.execute("UPDATE jobs SET state = 'available', run_at = $4, errors = errors + 1, waits = 0, "
                      "deaths = 0, "
                      "last_error = $5, instance = NULL, epoch = NULL "
                      "WHERE id = $1 AND state = 'running' AND attempts = $2 AND epoch = $3",
                      lease.id, lease.attempts, lease.epoch, run_at, error) > 0;
}

bool give_back(Transaction& tx, Lease const& lease) {
    return tx.execute("UPDATE jobs SET state = 'available', instance = NULL, epoch = NULL "
                      "WHERE id = $1 AND state = 'running' AND attempts = $2 AND epoch = $3",
                      lease.id, lease.attempts, lease.epoch) > 0;
}

bool cancel(Transaction& tx, JobId id, Time now) {
    return tx.execute("UPDATE jobs SET state = 'cancelled', finished_at = $2 "
                      "WHERE id = $1 AND state IN ('available', 'running')",
                      id, now) > 0;
}

std::optional<JobState> state_of(Transaction& tx, JobId id) {
    return tx.find<JobState>("SELECT state FROM jobs WHERE id = $1", id);
}

std::int64_t adopt(Transaction& tx, int deaths_max) {
    return tx.execute(
        "UPDATE jobs SET state = 'available', deaths = deaths + 1, instance = NULL, epoch = NULL WHERE " +
            held_in_vain + " AND deaths + 1 < $1",
        deaths_max);
}

std::vector<Poisoned> poisoned(Transaction& tx) {
    return tx.query<Poisoned>("SELECT id, kind, payload, attempts, epoch FROM jobs WHERE " + held_in_vain);
}

std::vector<KindCount> waiting(Transaction& tx) {
    return tx.query<KindCount>(
        "SELECT kind, count(*) AS jobs FROM jobs WHERE state = 'available' GROUP BY kind");
}

std::int64_t prune(Transaction& tx, Time before, int count) {
    return tx.execute(
        "DELETE FROM jobs WHERE id IN ("
        "SELECT id FROM jobs WHERE state NOT IN ('available', 'running') AND finished_at < $1 LIMIT $2)",
        before, count);
}

}  // namespace aisha::job_repository
