// libpq, and nothing of threads.
#include "database/postgres_connection.hpp"

#include "core/errors.hpp"

#include <fmt/format.h>

#include <libpq-fe.h>

#include <array>
#include <charconv>

namespace aisha {

namespace {

/// Types of the server's catalogue that our SQL gives.
/// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/include/catalog/pg_type.dat
enum : Oid { boolean = 16, int8 = 20, int2 = 21, int4 = 23, float4 = 700, float8 = 701, numeric = 1700 };

template <class Number>
SqlValue number_of(std::string_view text) {
    Number number{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw DatabaseError(fmt::format("'{}' is no number that fits", text));
    return number;
}

SqlValue column(PGresult const* result, int row, int number) {
    if (PQgetisnull(result, row, number) == 1) return std::monostate{};
    std::string_view const text(PQgetvalue(result, row, number),
                                static_cast<std::size_t>(PQgetlength(result, row, number)));
    switch (PQftype(result, number)) {
        case int8:
        case int4:
        case int2: return number_of<std::int64_t>(text);
        case float4:
        case float8: return number_of<double>(text);
        case boolean: return std::int64_t{text == "t" ? 1 : 0};
        // The sum of BIGINTs, for one.
        case numeric: return text.contains('.') ? number_of<double>(text) : number_of<std::int64_t>(text);
        default: return std::string(text);
    }
}

std::optional<std::string> written(SqlValue const& value) {
    if (auto const* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (auto const* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
    if (auto const* text = std::get_if<std::string>(&value)) {
        if (text->contains('\0')) throw DatabaseError("PostgreSQL keeps no text with a zero byte");
        return *text;
    }
    return std::nullopt;
}

std::string one_line(char const* message) {
    std::string_view text(message ? message : "");
    while (text.ends_with('\n')) text.remove_suffix(1);
    std::string line(text);
    std::ranges::replace(line, '\n', ' ');
    return line;
}

/// Of an address that it does not understand, libpq's complaint repeats parts, and a password with an
/// unescaped @ or / in it is taken for part of the host or the port.
void require_well_formed(Secret const& url) {
    struct Free {
        void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
    };
    std::unique_ptr<PQconninfoOption, Free> const options(PQconninfoParse(url.reveal().c_str(), nullptr));
    bool well = options != nullptr;
    for (auto const* option = options.get(); option && option->keyword; ++option) {
        std::string_view const keyword(option->keyword);
        std::string_view const value(option->val ? option->val : "");
        if (keyword == "host") well = well && !value.contains('@');
        if (keyword == "port")
            well = well && value.find_first_not_of("0123456789,") == std::string_view::npos;
    }
    if (!well)
        throw ConfigError("DATABASE_URL must look like postgresql://user@host:port/name; in a password @ is "
                          "written %40, / is %2F, : is %3A, ? is %3F, # is %23 and % is %25");
}

}  // namespace

void PostgresConnection::Close::operator()(pg_conn* connection) const { PQfinish(connection); }
void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::PostgresConnection(Secret const& url) {
    require_well_formed(url);
    // A server that vanished without a word is given up within half a minute.
    auto const keywords = std::to_array<char const*>(
        {"dbname", "application_name", "client_encoding", "connect_timeout", "keepalives_idle",
         "keepalives_interval", "keepalives_count", "tcp_user_timeout", nullptr});
    auto const values = std::to_array<char const*>(
        {url.reveal().c_str(), "aisha", "UTF8", "5", "10", "5", "3", "25000", nullptr});
    constexpr int expand_dbname = 1;
    connection_.reset(PQconnectdbParams(keywords.data(), values.data(), expand_dbname));
    if (!connection_) throw std::bad_alloc();
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        auto const message = one_line(PQerrorMessage(connection_.get()));
        // libpq tells no code for a refused login; a server that speaks another language is tried again.
        for (auto const* const word : {"authentication failed", "no password supplied", "does not exist",
                                       "no pg_hba.conf entry", "invalid", "permission denied"})
            if (message.contains(word) && !message.contains("No such file"))
                throw ConfigError("DATABASE_URL: " + message);
        throw ConnectionLost(message);
    }
    PQsetNoticeProcessor(connection_.get(), [](void*, char const*) {}, nullptr);
    // Doubles come back as they went; sorting is by bytes as in SQLite.
    script("SET extra_float_digits = 3; SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = "
           "'60s'");
}

PostgresConnection::~PostgresConnection() = default;

PostgresConnection::Statement const& PostgresConnection::statement(std::string_view sql) {
    auto const known = statements_.find(sql);
    if (known != statements_.end()) return known->second;
    Statement made{fmt::format("s{}", statements_.size()), 0};
    std::string const text(sql);
    checked(PQprepare(connection_.get(), made.name.c_str(), text.c_str(), 0, nullptr), sql);
    auto const described = checked(PQdescribePrepared(connection_.get(), made.name.c_str()), sql);
    made.parameters = static_cast<std::size_t>(PQnparams(described.get()));
    return statements_.emplace(text, std::move(made)).first->second;
}

SqlResult PostgresConnection::run(std::string_view sql, std::vector<SqlValue> const& parameters) {
    auto const& prepared = statement(sql);
    if (prepared.parameters != parameters.size())
        throw std::logic_error(fmt::format("{} parameters for {} places in: {}", parameters.size(),
                                           prepared.parameters, sql.substr(0, 200)));
    std::vector<std::optional<std::string>> texts;
    std::vector<char const*> values;
    texts.reserve(parameters.size());
    for (auto const& parameter : parameters) {
        auto const& text = texts.emplace_back(written(parameter));
        values.push_back(text ? text->c_str() : nullptr);
    }
    constexpr int as_text = 0;
    auto const result =
        checked(PQexecPrepared(connection_.get(), prepared.name.c_str(), static_cast<int>(values.size()),
                               values.data(), nullptr, nullptr, as_text),
                sql);
    SqlResult out;
    int const columns = PQnfields(result.get());
    int const rows = PQntuples(result.get());
    for (int number = 0; number < columns; ++number) out.columns.emplace_back(PQfname(result.get(), number));
    out.rows.reserve(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row) {
        auto& values_of_row = out.rows.emplace_back();
        values_of_row.reserve(static_cast<std::size_t>(columns));
        for (int number = 0; number < columns; ++number)
            values_of_row.push_back(column(result.get(), row, number));
    }
    std::string_view const changed = PQcmdTuples(result.get());
    if (!changed.empty() && !std::string_view(PQcmdStatus(result.get())).starts_with("SELECT"))
        std::from_chars(changed.data(), changed.data() + changed.size(), out.changed);
    return out;
}

void PostgresConnection::script(std::string_view sql) {
    checked(PQexec(connection_.get(), std::string(sql).c_str()), sql.substr(0, sql.find('\n')));
}

void PostgresConnection::begin(bool read_only) {
    transaction_.clear();
    if (read_only) {
        script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        return;
    }
    auto const result = checked(
        PQexec(connection_.get(), "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_current_xact_id()::text"),
        "BEGIN");
    transaction_ = PQgetvalue(result.get(), 0, 0);
}

void PostgresConnection::commit() {
    Result const result(PQexec(connection_.get(), "COMMIT"));
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) {
        // The server answers a COMMIT of a transaction that had failed with a rollback.
        if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
            throw DatabaseError("a transaction went on after one of its statements had failed");
        return;
    }
    if (PQstatus(connection_.get()) != CONNECTION_OK && !transaction_.empty()) throw CommitLost(transaction_);
    fail(result.get(), "COMMIT");
}

void PostgresConnection::rollback() noexcept {
    if (PQtransactionStatus(connection_.get()) == PQTRANS_IDLE) return;
    Result const ignored(PQexec(connection_.get(), "ROLLBACK"));
}

PostgresConnection::Fate PostgresConnection::fate_of(std::string const& transaction) {
    auto const result = checked(
        PQexec(connection_.get(), fmt::format("SELECT pg_xact_status('{}')", transaction).c_str()), "fate");
    std::string_view const said = PQgetvalue(result.get(), 0, 0);
    if (said == "committed") return Fate::committed;
    if (said == "aborted") return Fate::aborted;
    if (said == "in progress") return Fate::in_progress;
    return Fate::forgotten;
}

PostgresConnection::Result PostgresConnection::checked(pg_result* raw, std::string_view doing) {
    Result result(raw);
    auto const status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result.get(), doing);
    return result;
}

/// https://www.postgresql.org/docs/15/errcodes-appendix.html
void PostgresConnection::fail(pg_result const* result, std::string_view doing) {
    auto const* const field = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    std::string_view const code = field ? field : "";
    std::string const message = one_line(PQerrorMessage(connection_.get()));
    if (code == "40001" || code == "40P01" || code == "55P03") throw SerializationFailure(message);
    // 57P01 to 57P05: the server ends, or has ended this connection.
    if (PQstatus(connection_.get()) != CONNECTION_OK || code.starts_with("08") || code.starts_with("57P"))
        throw ConnectionLost(message);
    if (code.starts_with("23")) throw ConstraintError(message);
    if (code.starts_with("53")) throw Unavailable("the database: " + message);
    if (code == "42P18" || code == "08P01" || code == "42P02") throw std::logic_error(message);
    throw DatabaseError(fmt::format("{} ({}): {}", message, code, doing.substr(0, 200)));
}

}  // namespace aisha
