// The SQL of what whoever runs the bot looks at and does. Conditions on states are spelt as in the partial
// indexes, which serve them.
#include "database/repositories/admin_repository.hpp"

#include "core/utf.hpp"

namespace aisha::admin_repository {

namespace {

constexpr std::string_view person_columns =
    "id, first_name, last_name, username, created_at, seen_at, admitted_at, banned_at";
constexpr std::string_view job_columns = "id, kind, payload, state, attempts, run_at, created_at, last_error";

std::string select_people(std::string_view rest) {
    return "SELECT " + std::string(person_columns) + " FROM users " + std::string(rest);
}

std::string select_jobs(std::string_view rest) {
    return "SELECT " + std::string(job_columns) + " FROM jobs " + std::string(rest);
}

struct Recordings {
    std::int64_t recordings = 0;
    std::int64_t audio_us = 0;
    std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(Recordings, (), (recordings, audio_us, failed))

}  // namespace

Figures figures(Transaction& tx, Time since) {
    auto const [recordings, audio_us, failed] = tx.one<Recordings>(
        "SELECT count(*) AS recordings, "
        "CAST(coalesce(sum(CASE WHEN status = 'completed' THEN duration_us END), 0) AS BIGINT) AS audio_us, "
        "count(CASE WHEN status = 'failed' THEN 1 END) AS failed "
        "FROM transcripts WHERE created_at >= $1",
        since);
    return {.people = tx.one<std::int64_t>("SELECT count(*) FROM users WHERE seen_at >= $1", since),
            .recordings = recordings,
            .audio_us = audio_us,
            .failed = failed,
            .unfinished =
                tx.one<std::int64_t>("SELECT count(*) FROM jobs WHERE state IN ('available', 'running')"),
            .quarantined = quarantined(tx),
            .unknown = tx.one<std::int64_t>(
                "SELECT count(*) FROM outbox WHERE state = 'unknown' AND finished_at >= $1", since)};
}

std::int64_t quarantined(Transaction& tx) {
    return tx.one<std::int64_t>("SELECT count(*) FROM jobs WHERE state = 'quarantined'");
}

std::vector<Person> people(Transaction& tx, Time until, int offset, int count) {
    return tx.query<Person>(select_people("WHERE seen_at <= $1 ORDER BY seen_at DESC LIMIT $3 OFFSET $2"),
                            until, offset, count);
}

std::optional<Person> person(Transaction& tx, UserId id) {
    return tx.find<Person>(select_people("WHERE id = $1"), id);
}

std::vector<Person> people_named(Transaction& tx, std::string words, int count) {
    // The greatest character there is: what begins with the words sorts before the words and this.
    constexpr std::string_view last_character = "\U0010FFFF";
    words = utf::lower_case(words);
    auto const username = words.starts_with('@') ? words.substr(1) : words;
    auto found = tx.query<Person>(select_people("WHERE lower(username) = $1 LIMIT $2"), username, count);
    for (auto& person : tx.query<Person>(
             select_people("WHERE search_name >= $1 AND search_name < $2 ORDER BY search_name LIMIT $3"),
             words, words + std::string(last_character), count))
        if (std::ranges::find(found, person.id, &Person::id) == found.end())
            found.push_back(std::move(person));
    if (std::ssize(found) > count) found.resize(static_cast<std::size_t>(count));
    return found;
}

std::vector<Job> unfinished_jobs(Transaction& tx, int offset, int count) {
    // The + keeps the order of ids out of the choice of an index: it is to be the one of unfinished jobs.
    return tx.query<Job>(
        select_jobs("WHERE state IN ('available', 'running') ORDER BY +id LIMIT $2 OFFSET $1"), offset,
        count);
}

std::vector<Job> jobs_ended_badly(Transaction& tx, int offset, int count) {
    return tx.query<Job>(
        select_jobs("WHERE state IN ('failed', 'quarantined') ORDER BY id DESC LIMIT $2 OFFSET $1"), offset,
        count);
}

std::optional<Job> job(Transaction& tx, JobId id) { return tx.find<Job>(select_jobs("WHERE id = $1"), id); }

bool dismiss(Transaction& tx, JobId id, Time now) {
    return tx.execute("UPDATE jobs SET state = 'cancelled', finished_at = $2 "
                      "WHERE id = $1 AND state IN ('failed', 'quarantined')",
                      id, now) > 0;
}

void cancel_keyed(Transaction& tx, std::string_view kind, std::string const& unique_key, Time now) {
    tx.execute("UPDATE jobs SET state = 'cancelled', finished_at = $3 "
               "WHERE kind = $1 AND unique_key = $2 AND state IN ('available', 'running')",
               kind, unique_key, now);
}

}  // namespace aisha::admin_repository
