// The SQL of durable jobs.
#pragma once

#include "database/database.hpp"
#include "database/models/job.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisha::job_repository {

struct NewJob {
    std::string kind;
    std::string payload;  ///< JSON
    std::int64_t priority = 0;
    Time run_at{};
    std::optional<std::string> unique_key;
};

/// The new job, or the unfinished one of the same kind and key.
JobId insert(Transaction& tx, NewJob const& job, Time now);

/// A job in the hands of this process.
struct Claimed {
    JobId id;
    std::string payload;
    std::int64_t priority = 0;
    Time run_at{};
    std::int64_t attempts = 0;
    int errors = 0;
    int waits = 0;
    Time created_at{};
};
BOOST_DESCRIBE_STRUCT(Claimed, (), (id, payload, priority, run_at, attempts, errors, waits, created_at))

/// Who claims. A lease is void once its epoch is not current any more (instance_repository).
struct Claimer {
    std::string instance;
    std::int64_t epoch = 0;
};

/// Leases up to `count` due jobs of a kind, the most urgent first.
std::vector<Claimed> claim(Transaction& tx, Claimer const& claimer, std::string_view kind, Time now,
                           std::int64_t count);

/// When the next available job of a kind is due.
std::optional<Time> next_due(Transaction& tx, std::string_view kind);

/// The fencing token: whoever claims the job later has another one.
struct Lease {
    JobId id;
    std::int64_t attempts = 0;
    std::int64_t epoch = 0;
};

// Each is false, and changes nothing, where the lease is lost.

/// Ends a job.
bool finish(Transaction& tx, Lease const& lease, JobState state, std::optional<std::string> const& error,
            Time now);
/// To be run again at `run_at`, because the run asked for it.
bool postpone(Transaction& tx, Lease const& lease, Time run_at);
/// The same after something it needs was away.
bool postpone_unavailable(Transaction& tx, Lease const& lease, Time run_at, std::string const& error);
/// The same after an unexpected error.
bool postpone_error(Transaction& tx, Lease const& lease, Time run_at, std::string const& error);
/// Interrupted without fault: available as before.
bool give_back(Transaction& tx, Lease const& lease);

/// Ends an unfinished job; false where there is none.
bool cancel(Transaction& tx, JobId id, Time now);

std::optional<JobState> state_of(Transaction& tx, JobId id);

/// Makes available what is held under void leases, and counts the death; returns how many. Jobs that reach
/// `deaths_max` by it stay for `poisoned`.
std::int64_t adopt(Transaction& tx, int deaths_max);

struct Poisoned {
    JobId id;
    std::string kind;
    std::string payload;
    std::int64_t attempts = 0;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(Poisoned, (), (id, kind, payload, attempts, epoch))
/// What is still held under void leases.
std::vector<Poisoned> poisoned(Transaction& tx);

struct KindCount {
    std::string kind;
    std::int64_t jobs = 0;
};
BOOST_DESCRIBE_STRUCT(KindCount, (), (kind, jobs))
/// How many jobs of each kind wait.
std::vector<KindCount> waiting(Transaction& tx);

/// Deletes at most `count` jobs that ended before `before`; returns how many.
std::int64_t prune(Transaction& tx, Time before, int count);

}  // namespace aisha::job_repository
