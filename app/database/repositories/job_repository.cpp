// The SQL of durable jobs. Conditions on states are spelt as in the partial indexes, which serve them.
#include "database/repositories/job_repository.hpp"

#include "database/repositories/instance_repository.hpp"

#include <algorithm>
#include <tuple>

namespace aisha::job_repository {

namespace {

/// What is leased to nobody that lives.
std::string const held_in_vain = "state = 'running' AND " + std::string(instance_repository::epoch_is_void);

/// Where a new job stands among the others: behind its owner's, and not before what runs now. Start-time fair
/// queueing: https://dl.acm.org/doi/10.1145/248157.248171
std::int64_t next_turn(Transaction& tx, NewJob const& job) {
    if (!job.owner) return 0;
    auto const now = tx.one<std::int64_t>(
        "SELECT coalesce((SELECT max(turn) FROM jobs WHERE state = 'running' AND kind = $1), "
        "(SELECT turn FROM jobs WHERE state = 'available' AND kind = $1 "
        "ORDER BY priority DESC, turn, run_at, id LIMIT 1), 0)",
        job.kind);
    auto const own = tx.one<std::optional<std::int64_t>>(
        "SELECT max(turn) FROM jobs WHERE owner = $1 AND kind = $2 AND state IN ('available', 'running')",
        job.owner, job.kind);
    return own ? std::max(now, *own + 1) : now;
}

/// " AND …" that leaves out the jobs of `without`, whose ids become parameters.
std::string leaving_out(std::vector<UserId> const& without, std::vector<SqlValue>& parameters) {
    std::string places;
    for (auto const owner : without) {
        parameters.push_back(to_sql(owner));
        places += fmt::format("{}${}", places.empty() ? "" : ", ", parameters.size());
    }
    return places.empty() ? "" : " AND (owner IS NULL OR owner NOT IN (" + places + "))";
}

}  // namespace

JobId insert(Transaction& tx, NewJob const& job, Time now) {
    auto const id = tx.find<JobId>(
        "INSERT INTO jobs (kind, payload, state, priority, run_at, unique_key, created_at, owner, turn) "
        "VALUES ($1, $2, 'available', $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (kind, unique_key) WHERE state IN ('available', 'running') DO NOTHING RETURNING id",
        job.kind, job.payload, job.priority, job.run_at, job.unique_key, now, job.owner, next_turn(tx, job));
    if (id) return *id;
    return tx.one<JobId>(
        "SELECT id FROM jobs WHERE kind = $1 AND unique_key = $2 AND state IN ('available', 'running')",
        job.kind, job.unique_key);
}

std::vector<Claimed> claim(Transaction& tx, Claimer const& claimer, std::string_view kind, Time now,
                           std::int64_t count, std::vector<UserId> const& without) {
    // The + keeps run_at out of the choice of an index: it is to be the one in order of urgency, so that the
    // first few are taken without sorting all that are due.
    std::vector<SqlValue> parameters{to_sql(claimer.instance), to_sql(claimer.epoch), to_sql(kind),
                                     to_sql(now), to_sql(count)};
    auto const others = leaving_out(without, parameters);
    auto const sql =
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, instance = $1, epoch = $2 WHERE id IN ("
        "SELECT id FROM jobs WHERE state = 'available' AND kind = $3 AND +run_at <= $4" +
        others + " ORDER BY priority DESC, turn, run_at, id LIMIT $5" + std::string(tx.skip_locked()) +
        ") RETURNING id, payload, priority, run_at, attempts, errors, waits, created_at, owner, turn";
    auto claimed = read_rows<Claimed>(tx.run(sql, parameters));
    // RETURNING promises no order.
    std::ranges::sort(claimed, {}, [](Claimed const& job) {
        return std::tuple(-job.priority, job.turn, job.run_at, job.id);
    });
    return claimed;
}

std::optional<Time> next_due(Transaction& tx, std::string_view kind, std::vector<UserId> const& without) {
    std::vector<SqlValue> parameters{to_sql(kind)};
    auto const others = leaving_out(without, parameters);
    return read_rows<std::optional<Time>>(
               tx.run("SELECT min(run_at) FROM jobs WHERE state = 'available' AND kind = $1" + others,
                      parameters))
        .at(0);
}

std::vector<Time> starts(Transaction& tx, std::string_view kind, Time since) {
    return tx.query<Time>(
        "SELECT started_at FROM job_starts WHERE kind = $1 AND started_at > $2 ORDER BY started_at", kind,
        since);
}

void note_starts(Transaction& tx, std::string_view kind, Time now, std::size_t count, Time before) {
    for (std::size_t start = 0; start < count; ++start)
        tx.execute("INSERT INTO job_starts (kind, started_at) VALUES ($1, $2)", kind, now);
    tx.execute("DELETE FROM job_starts WHERE kind = $1 AND started_at <= $2", kind, before);
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

std::vector<Held> held(Transaction& tx, Claimer const& claimer) {
    return tx.query<Held>(
        "SELECT id, attempts FROM jobs WHERE state = 'running' AND instance = $1 AND epoch = $2",
        claimer.instance, claimer.epoch);
}

std::optional<Touched> cancel(Transaction& tx, JobId id, std::string const& reason, Time now) {
    return tx.find<Touched>("UPDATE jobs SET state = 'cancelled', last_error = $2, finished_at = $3 "
                            "WHERE id = $1 AND state IN ('available', 'running') RETURNING id, kind, payload",
                            id, reason, now);
}

std::optional<Touched> cancel_by_key(Transaction& tx, std::string_view kind, std::string const& key,
                                     std::string const& reason, Time now) {
    return tx.find<Touched>("UPDATE jobs SET state = 'cancelled', last_error = $3, finished_at = $4 "
                            "WHERE kind = $1 AND unique_key = $2 AND state IN ('available', 'running') "
                            "RETURNING id, kind, payload",
                            kind, key, reason, now);
}

std::optional<Touched> revive(Transaction& tx, JobId id, Time now) {
    return tx.find<Touched>(
        "UPDATE jobs SET state = 'available', run_at = $2, created_at = $2, finished_at = NULL, errors = 0, "
        "waits = 0, deaths = 0, instance = NULL, epoch = NULL "
        "WHERE id = $1 AND state IN ('failed', 'cancelled', 'quarantined') AND NOT EXISTS ("
        "SELECT 1 FROM jobs AS other WHERE other.kind = jobs.kind AND other.unique_key = jobs.unique_key "
        "AND other.state IN ('available', 'running')) RETURNING id, kind, payload",
        id, now);
}

std::optional<JobId> cancelled_by_key(Transaction& tx, std::string_view kind, std::string const& key,
                                      std::string const& reason) {
    return tx.one<std::optional<JobId>>("SELECT max(id) FROM jobs WHERE kind = $1 AND unique_key = $2 "
                                        "AND state = 'cancelled' AND last_error = $3",
                                        kind, key, reason);
}

std::int64_t unfinished_of(Transaction& tx, std::string_view kind, UserId owner) {
    return tx.one<std::int64_t>("SELECT count(*) FROM jobs WHERE owner = $1 AND kind = $2 "
                                "AND state IN ('available', 'running')",
                                owner, kind);
}

std::vector<JobId> in_line(Transaction& tx, std::string_view kind, std::int64_t count) {
    return tx.query<JobId>("SELECT id FROM jobs WHERE state = 'available' AND kind = $1 "
                           "ORDER BY priority DESC, turn, run_at, id LIMIT $2",
                           kind, count);
}

std::vector<std::string> payloads_of_user(Transaction& tx, UserId user, std::string_view kind) {
    return tx.query<std::string>("SELECT payload FROM jobs WHERE owner = $1 AND kind = $2 "
                                 "AND state IN ('available', 'running')",
                                 user, kind);
}

bool progressed(Transaction& tx, JobId id) {
    return tx.execute("UPDATE jobs SET deaths = 0 WHERE id = $1 AND state = 'running'", id) > 0;
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

std::vector<KindCount> unfinished(Transaction& tx) {
    auto counts =
        tx.query<KindCount>("SELECT kind, state, count(*) AS jobs, min(created_at) AS oldest FROM jobs "
                            "WHERE state = 'available' GROUP BY kind, state");
    auto const running =
        tx.query<KindCount>("SELECT kind, state, count(*) AS jobs, min(created_at) AS oldest FROM jobs "
                            "WHERE state = 'running' GROUP BY kind, state");
    counts.insert(counts.end(), running.begin(), running.end());
    return counts;
}

std::vector<KindCount> ended(Transaction& tx, Time since) {
    return tx.query<KindCount>(
        "SELECT kind, state, count(*) AS jobs, min(created_at) AS oldest FROM jobs "
        "WHERE state NOT IN ('available', 'running') AND finished_at > $1 GROUP BY kind, state",
        since);
}

std::vector<Quarantined> quarantined(Transaction& tx, int count) {
    return tx.query<Quarantined>("SELECT id, kind, last_error, finished_at FROM jobs "
                                 "WHERE state = 'quarantined' ORDER BY finished_at DESC LIMIT $1",
                                 count);
}

std::int64_t prune(Transaction& tx, Time before, int count) {
    return tx.execute(
        "DELETE FROM jobs WHERE id IN ("
        "SELECT id FROM jobs WHERE state NOT IN ('available', 'running') AND finished_at < $1 LIMIT $2)",
        before, count);
}

}  // namespace aisha::job_repository
