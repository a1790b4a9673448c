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
    std::optional<UserId> owner;  ///< the person it is for
};

/// The new job, or the unfinished one of the same kind and key. Owners take turns: a job's turn is behind
/// those of its owner, and not before what runs now.
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
    std::optional<UserId> owner;
    std::int64_t turn = 0;
};
BOOST_DESCRIBE_STRUCT(Claimed, (),
                      (id, payload, priority, run_at, attempts, errors, waits, created_at, owner, turn))

/// Who claims. A lease is void once its epoch is not current any more (instance_repository).
struct Claimer {
    std::string instance;
    std::int64_t epoch = 0;
};

/// Leases up to `count` due jobs of a kind, the most urgent first, then by turn; none of the owners in
/// `without`.
std::vector<Claimed> claim(Transaction& tx, Claimer const& claimer, std::string_view kind, Time now,
                           std::int64_t count, std::vector<UserId> const& without = {});

/// When the next available job of a kind is due, but for those of the owners in `without`.
std::optional<Time> next_due(Transaction& tx, std::string_view kind, std::vector<UserId> const& without = {});

/// When jobs of a kind that has a rate were started, since `since`.
std::vector<Time> starts(Transaction& tx, std::string_view kind, Time since);
/// Notes `count` more, and forgets those until `before`.
void note_starts(Transaction& tx, std::string_view kind, Time now, std::size_t count, Time before);

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

/// What is under a lease of this claimer.
struct Held {
    JobId id;
    std::int64_t attempts = 0;
};
BOOST_DESCRIBE_STRUCT(Held, (), (id, attempts))
std::vector<Held> held(Transaction& tx, Claimer const& claimer);

/// A job that somebody stepped into.
struct Touched {
    JobId id;
    std::string kind;
    std::string payload;
};
BOOST_DESCRIBE_STRUCT(Touched, (), (id, kind, payload))

/// Ends an unfinished job; nothing where there is none.
std::optional<Touched> cancel(Transaction& tx, JobId id, std::string const& reason, Time now);
/// The same for the unfinished job of a kind and key.
std::optional<Touched> cancel_by_key(Transaction& tx, std::string_view kind, std::string const& key,
                                     std::string const& reason, Time now);
/// Makes a job available anew that failed, was cancelled or quarantined, as if it had just been enqueued.
/// Nothing where it did not end like that, or another one with its key is unfinished.
std::optional<Touched> revive(Transaction& tx, JobId id, Time now);
/// The last job of a kind and key that was cancelled for `reason`.
std::optional<JobId> cancelled_by_key(Transaction& tx, std::string_view kind, std::string const& key,
                                      std::string const& reason);

/// How many unfinished jobs of a kind an owner has.
std::int64_t unfinished_of(Transaction& tx, std::string_view kind, UserId owner);
/// The available jobs of a kind in the order in which they will be claimed, at most `count`.
std::vector<JobId> in_line(Transaction& tx, std::string_view kind, std::int64_t count);

/// The payloads of a person's unfinished jobs of a kind.
std::vector<std::string> payloads_of_user(Transaction& tx, UserId user, std::string_view kind);

/// A running job has got somewhere: deaths of the process before that do not count. False where it is not
/// running (any more).
bool progressed(Transaction& tx, JobId id);

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

/// The unfinished jobs of each kind, by state, and those that ended since a time.
struct KindCount {
    std::string kind;
    JobState state = JobState::available;
    std::int64_t jobs = 0;
    std::optional<Time> oldest;  ///< when the first of them was enqueued
};
BOOST_DESCRIBE_STRUCT(KindCount, (), (kind, state, jobs, oldest))
std::vector<KindCount> unfinished(Transaction& tx);
std::vector<KindCount> ended(Transaction& tx, Time since);

/// A job that was put aside.
struct Quarantined {
    JobId id;
    std::string kind;
    std::optional<std::string> last_error;
    std::optional<Time> finished_at;
};
BOOST_DESCRIBE_STRUCT(Quarantined, (), (id, kind, last_error, finished_at))
/// The newest first, at most `count`.
std::vector<Quarantined> quarantined(Transaction& tx, int count);

/// Deletes at most `count` jobs that ended before `before`; returns how many.
std::int64_t prune(Transaction& tx, Time before, int count);

}  // namespace aisha::job_repository
