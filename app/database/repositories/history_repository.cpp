// SQL of a person's history.
#include "database/repositories/history_repository.hpp"

#include "core/limits/history.hpp"

#include <algorithm>

namespace aisha::history_repository {

namespace {

constexpr std::string_view entries_of =
    "SELECT id, title, made_title, file_name, preview, created_at FROM transcripts WHERE id IN (";

/// The transcripts of user $1 that hold the terms $2, $3 …; `columns` of them. The further terms are asked
/// for one text at a time, until enough are found; of EXISTS PostgreSQL makes a join, which took seconds for
/// eight terms.
std::string with_terms(std::string_view columns, std::size_t terms) {
    auto sql =
        fmt::format("SELECT {} FROM search_terms AS hit WHERE hit.user_id = $1 AND hit.term = $2", columns);
    for (std::size_t number = 1; number < terms; ++number)
        sql += fmt::format(" AND (SELECT 1 FROM search_terms AS other WHERE other.user_id = $1 "
                           "AND other.term = ${} AND other.transcript_id = hit.transcript_id) = 1",
                           number + 2);
    return sql;
}

std::vector<SqlValue> parameters_of(UserId user, std::vector<std::string> const& terms) {
    std::vector<SqlValue> parameters{to_sql(user)};
    for (auto const& term : terms) parameters.push_back(to_sql(term));
    return parameters;
}

}  // namespace

std::int64_t count(Transaction& tx, UserId user) {
    return tx.one<std::int64_t>("SELECT count(*) FROM transcripts WHERE user_id = $1 AND preview IS NOT NULL",
                                user);
}

std::vector<TranscriptEntry> list(Transaction& tx, UserId user, int count, std::int64_t skipped) {
    // The rows to skip are passed by in the index alone.
    return tx.query<TranscriptEntry>(
        std::string(entries_of) + "SELECT id FROM transcripts WHERE user_id = $1 AND preview IS NOT NULL "
                                  "ORDER BY id DESC LIMIT $2 OFFSET $3) ORDER BY id DESC",
        user, count, skipped);
}

std::vector<std::string> rarest_first(Transaction& tx, UserId user, std::vector<std::string> const& terms) {
    std::vector<std::pair<std::int64_t, std::string>> counted;
    for (auto const& term : terms)
        counted.emplace_back(
            tx.one<std::int64_t>("SELECT count(*) FROM (SELECT 1 FROM search_terms WHERE user_id = $1 "
                                 "AND term = $2 LIMIT $3) AS counted",
                                 user, term, limits::search_term_counted_max),
            term);
    std::ranges::sort(counted);
    std::vector<std::string> sorted;
    for (auto& [count, term] : counted) sorted.push_back(std::move(term));
    return sorted;
}

std::int64_t count_found(Transaction& tx, UserId user, std::vector<std::string> const& terms, int most) {
    auto parameters = parameters_of(user, terms);
    parameters.push_back(to_sql(most));
    return read_rows<std::int64_t>(tx.run(fmt::format("SELECT count(*) FROM ({} LIMIT ${}) AS counted",
                                                      with_terms("1", terms.size()), terms.size() + 2),
                                          parameters))
        .at(0);
}

std::vector<TranscriptEntry> found(Transaction& tx, UserId user, std::vector<std::string> const& terms,
                                   int count, std::int64_t skipped) {
    auto parameters = parameters_of(user, terms);
    parameters.push_back(to_sql(count));
    parameters.push_back(to_sql(skipped));
    return read_rows<TranscriptEntry>(
        tx.run(std::string(entries_of) + with_terms("hit.transcript_id", terms.size()) +
                   fmt::format(" ORDER BY hit.transcript_id DESC LIMIT ${} OFFSET ${}) ORDER BY id DESC",
                               terms.size() + 2, terms.size() + 3),
               parameters));
}

void set_terms(Transaction& tx, UserId user, TranscriptId id, std::set<std::string> const& terms) {
    tx.execute("DELETE FROM search_terms WHERE transcript_id = $1", id);
    constexpr std::size_t rows_at_once = 200;
    for (auto term = terms.begin(); term != terms.end();) {
        std::string sql = "INSERT INTO search_terms (user_id, transcript_id, term) VALUES ";
        std::vector<SqlValue> parameters{to_sql(user), to_sql(id)};
        for (std::size_t row = 0; row < rows_at_once && term != terms.end(); ++row, ++term) {
            sql += fmt::format("{}($1, $2, ${})", row > 0 ? ", " : "", row + 3);
            parameters.push_back(to_sql(*term));
        }
        tx.run(sql, parameters);
    }
}

SearchId keep_search(Transaction& tx, UserId user, std::string const& words, Time now) {
    return tx.one<SearchId>(
        "INSERT INTO searches (user_id, words, created_at) VALUES ($1, $2, $3) RETURNING id", user, words,
        now);
}

std::optional<std::string> search_words(Transaction& tx, UserId user, SearchId id) {
    return tx.find<std::string>("SELECT words FROM searches WHERE id = $1 AND user_id = $2", id, user);
}

std::int64_t prune_searches(Transaction& tx, Time before, int count) {
    return tx.execute(
        "DELETE FROM searches WHERE id IN (SELECT id FROM searches WHERE created_at < $1 LIMIT $2)", before,
        count);
}

bool set_title(Transaction& tx, UserId user, TranscriptId id, std::optional<std::string> const& title) {
    return tx.execute("UPDATE transcripts SET title = $3 WHERE id = $1 AND user_id = $2", id, user, title) >
           0;
}

void set_preview(Transaction& tx, TranscriptId id, std::string const& preview) {
    tx.execute("UPDATE transcripts SET preview = $2 WHERE id = $1", id, preview);
}

bool remove(Transaction& tx, UserId user, TranscriptId id) {
    return tx.execute("DELETE FROM transcripts WHERE id = $1 AND user_id = $2", id, user) > 0;
}

std::optional<TranscriptId> same_file(Transaction& tx, UserId user, std::string const& file_unique_id) {
    return tx.find<TranscriptId>("SELECT id FROM transcripts WHERE user_id = $1 AND file_unique_id = $2 "
                                 "AND status = 'completed' ORDER BY id DESC LIMIT 1",
                                 user, file_unique_id);
}

std::optional<TranscriptId> same_audio(Transaction& tx, UserId user, TranscriptId id) {
    return tx.find<TranscriptId>("SELECT id FROM transcripts WHERE user_id = $1 AND audio_sha256 = "
                                 "(SELECT audio_sha256 FROM transcripts WHERE id = $2) "
                                 "AND status = 'completed' AND id <> $2 ORDER BY id DESC LIMIT 1",
                                 user, id);
}

std::optional<TranscriptId> of_message(Transaction& tx, UserId user, ChatId chat, MessageId message) {
    return tx.find<TranscriptId>(
        "SELECT id FROM transcripts WHERE chat_id = $1 AND message_id = $2 AND user_id = $3", chat, message,
        user);
}

std::vector<TranscriptId> all_of_user(Transaction& tx, UserId user, TranscriptId after, int count) {
    return tx.query<TranscriptId>(
        "SELECT id FROM transcripts WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3", user, after, count);
}

void set_expiry(Transaction& tx, UserId user, std::optional<std::int64_t> days) {
    std::optional<Duration> kept;
    if (days) kept = std::chrono::days(*days);
    tx.execute("UPDATE transcripts SET expires_at = created_at + $2 WHERE user_id = $1", user, kept);
}

std::vector<Owned> expired(Transaction& tx, Time now, int count) {
    return tx.query<Owned>("SELECT id, user_id FROM transcripts WHERE expires_at < $1 "
                           "AND status NOT IN ('queued', 'working') ORDER BY expires_at LIMIT $2",
                           now, count);
}

std::vector<Owned> older_than(Transaction& tx, Time before, int count) {
    return tx.query<Owned>("SELECT id, user_id FROM transcripts WHERE created_at < $1 "
                           "AND status NOT IN ('queued', 'working') ORDER BY created_at LIMIT $2",
                           before, count);
}

std::vector<Owned> unprepared(Transaction& tx, int count) {
    return tx.query<Owned>("SELECT id, user_id FROM transcripts WHERE preview IS NULL AND text IS NOT NULL "
                           "ORDER BY id LIMIT $1",
                           count);
}

}  // namespace aisha::history_repository
