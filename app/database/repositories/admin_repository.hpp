// The SQL of what whoever runs the bot looks at and does: figures, people, jobs.
#pragma once

#include "database/database.hpp"
#include "database/models/job.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisha::admin_repository {

struct Figures {
    std::int64_t people = 0;      ///< who wrote since then
    std::int64_t recordings = 0;  ///< that came in since then …
    std::int64_t audio_us = 0;    ///< … the length of those that became text …
    std::int64_t failed = 0;      ///< … and how many failed
    std::int64_t unfinished = 0;  ///< jobs that wait or run now
    std::int64_t quarantined = 0;
    std::int64_t unknown = 0;  ///< messages since then that may have arrived twice or not at all
};
Figures figures(Transaction& tx, Time since);

std::int64_t quarantined(Transaction& tx);

struct Person {
    UserId id;
    std::string first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    Time created_at{};
    Time seen_at{};
    std::optional<Time> admitted_at;
    std::optional<Time> banned_at;
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (id, first_name, last_name, username, created_at, seen_at, admitted_at, banned_at))

/// Who wrote until `until`; who wrote last comes first.
std::vector<Person> people(Transaction& tx, Time until, int offset, int count);
std::optional<Person> person(Transaction& tx, UserId id);
/// Whose user name is `words` (with or without @), or whose name begins with them, whatever the case.
std::vector<Person> people_named(Transaction& tx, std::string words, int count);

struct Job {
    JobId id;
    std::string kind;
    std::string payload;
    JobState state = JobState::available;
    std::int64_t attempts = 0;
    Time run_at{};
    Time created_at{};
    std::optional<std::string> last_error;
};
BOOST_DESCRIBE_STRUCT(Job, (), (id, kind, payload, state, attempts, run_at, created_at, last_error))

/// Those that wait or run, the oldest first.
std::vector<Job> unfinished_jobs(Transaction& tx, int offset, int count);
/// Those that failed or are in quarantine, the newest first.
std::vector<Job> jobs_ended_badly(Transaction& tx, int offset, int count);
std::optional<Job> job(Transaction& tx, JobId id);

/// A job that failed or is in quarantine is done with. False where it is neither.
bool dismiss(Transaction& tx, JobId id, Time now);

/// Unfinished jobs of a kind with this unique key are cancelled.
void cancel_keyed(Transaction& tx, std::string_view kind, std::string const& unique_key, Time now);

}  // namespace aisha::admin_repository
