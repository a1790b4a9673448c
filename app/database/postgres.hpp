// PostgreSQL behind the Database seam.
#pragma once

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/secret.hpp"
#include "database/database.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace aisha {

/// A few threads, each with a connection of its own, and one more whose connection keeps the names of `hold`.
/// Writes that wait together share a transaction; where one of them fails, each is run again in its own.
/// Transactions are REPEATABLE READ and are run again where the server says so (40001, 40P01) or where the
/// connection was lost before the commit; a commit whose answer was lost is asked for by its number on the
/// next connection. While the server is away, calls wait for limits::postgres_patience and then fail with
/// Unavailable. To be awaited on the loop only.
class PostgresDatabase : public Database {
public:
    struct Options {
        Secret url;  ///< https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING
        std::size_t connections = limits::postgres_connections;
        Duration patience = limits::postgres_patience;
        /// Called on a thread where nobody can tell whether a commit happened. Empty: logs and ends the
        /// process with 1. Where it returns, that write fails with DatabaseError.
        std::function<void(std::string const& error)> on_unknown_outcome;
    };
    /// Connects once, to see that it can. Throws ConfigError where the server refuses us or does not answer.
    PostgresDatabase(asio::any_io_executor loop, Log log, Options options);
    /// Finishes what was begun; what still waits fails as cancelled.
    ~PostgresDatabase() override;

    awaitable<void> scrub() override;
    awaitable<bool> hold(std::string name) override;
    Dialect dialect() const override { return Dialect::postgresql; }

protected:
    awaitable<void> run_write(Work work) override;
    awaitable<void> run_read(Work work) override;

private:
    class Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace aisha
