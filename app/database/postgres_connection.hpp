// One connection to a PostgreSQL server: its settings, its prepared statements, and what its errors become.
#pragma once

#include "core/secret.hpp"
#include "database/database.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct pg_conn;
struct pg_result;

namespace aisha {

/// The server could not do it beside the others (40001, 40P01): the transaction is to be run again.
class SerializationFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The connection is gone, and with it what was not committed.
class ConnectionLost : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The connection was lost during the commit; `transaction()` is to be asked for.
class CommitLost : public std::runtime_error {
public:
    explicit CommitLost(std::string transaction)
        : std::runtime_error("the connection was lost during a commit"),
          transaction_(std::move(transaction)) {}
    std::string const& transaction() const { return transaction_; }

private:
    std::string transaction_;
};

/// For one thread at a time; every call waits for the server. Errors: the three above; ConstraintError;
/// Unavailable where waiting may help (disk full, too many connections); ConfigError where the server does
/// not let us in; otherwise DatabaseError.
class PostgresConnection {
public:
    /// Connects. `url`: a connection URI. https://www.postgresql.org/docs/15/libpq-connect.html
    explicit PostgresConnection(Secret const& url);
    ~PostgresConnection();
    PostgresConnection(PostgresConnection const&) = delete;
    PostgresConnection& operator=(PostgresConnection const&) = delete;

    /// Runs one statement with parameters $1, $2…, prepared once and kept.
    SqlResult run(std::string_view sql, std::vector<SqlValue> const& parameters);
    /// Runs statements separated by semicolons.
    void script(std::string_view sql);

    /// Begins a transaction that sees the database as of its first statement, and fails where another one has
    /// changed the same rows since (REPEATABLE READ).
    void begin(bool read_only);
    /// Throws CommitLost where nobody knows.
    void commit();
    /// Ends the transaction without effect, where there still is one.
    void rollback() noexcept;

    enum class Fate { committed, aborted, in_progress, forgotten };
    /// What became of a transaction of a CommitLost. The server forgets after two thousand million others; a
    /// server that crashed (was not restarted) may give its number again.
    /// https://www.postgresql.org/docs/15/functions-info.html#FUNCTIONS-INFO-SNAPSHOT
    Fate fate_of(std::string const& transaction);

private:
    struct Close {
        void operator()(pg_conn* connection) const;
    };
    struct Clear {
        void operator()(pg_result* result) const;
    };
    using Result = std::unique_ptr<pg_result, Clear>;
    struct Statement {
        std::string name;
        std::size_t parameters = 0;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    Statement const& statement(std::string_view sql);
    Result checked(pg_result* result, std::string_view doing);
    [[noreturn]] void fail(pg_result const* result, std::string_view doing);

    std::unique_ptr<pg_conn, Close> connection_;
    std::unordered_map<std::string, Statement, Hash, std::equal_to<>> statements_;
    std::string transaction_;  ///< number of the one that is open and may write
};

}  // namespace aisha
