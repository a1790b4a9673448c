// The database seam: transactions are plain functions that run on a database thread.
#pragma once

#include "core/async.hpp"
#include "core/json.hpp"
#include "database/row.hpp"

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace aisha {

/// One transaction in progress. Valid only inside the function it was given to. Parameters are $1, $2…
/// Errors of the database leave as DatabaseError and roll this transaction back.
class Transaction {
public:
    virtual ~Transaction() = default;
    Transaction() = default;
    Transaction(Transaction const&) = delete;
    Transaction& operator=(Transaction const&) = delete;

    /// Runs a statement, returns how many rows it changed.
    template <class... Parameters>
    std::int64_t execute(std::string_view sql, Parameters const&... parameters) {
        return run(sql, {to_sql(parameters)...}).changed;
    }

    /// All rows, each as a described struct (columns by name, in any order), or as a single value.
    template <class T, class... Parameters>
    std::vector<T> query(std::string_view sql, Parameters const&... parameters) {
        return read_rows<T>(run(sql, {to_sql(parameters)...}));
    }

    /// The first row, where there is one.
    template <class T, class... Parameters>
    std::optional<T> find(std::string_view sql, Parameters const&... parameters) {
        auto rows = query<T>(sql, parameters...);
        if (rows.empty()) return std::nullopt;
        return std::move(rows.front());
    }

    /// The first row; throws std::logic_error where there is none.
    template <class T, class... Parameters>
    T one(std::string_view sql, Parameters const&... parameters) {
        auto row = find<T>(sql, parameters...);
        if (!row) throw std::logic_error("no row for: " + std::string(sql.substr(0, 60)));
        return *std::move(row);
    }

    /// Runs `action` on the loop once this transaction is committed; dropped where it is not. For wake-ups
    /// and for what goes out at once and may be lost (chat actions, answers to presses).
    virtual void after_commit(std::function<void()> action) = 0;

    /// The statement as it stands, for callers with a list of parameters.
    virtual SqlResult run(std::string_view sql, std::vector<SqlValue> const& parameters) = 0;

    /// Runs statements separated by semicolons (migrations).
    virtual void script(std::string_view sql) = 0;

    /// Holds `name` until this transaction ends; false where another process holds it, in a transaction or by
    /// Database::hold. Where there is only one process, always true.
    virtual bool hold(std::string_view name) = 0;

    /// What the claim of a row is called here: " FOR UPDATE SKIP LOCKED" on PostgreSQL, nothing on SQLite,
    /// where there is one writer. The one difference of dialect in queries.
    virtual std::string_view skip_locked() const = 0;
};

/// A function over a transaction; its result must not refer to the transaction.
template <class F>
concept TransactionFunction = std::invocable<F&, Transaction&>;

enum class Dialect { sqlite, postgresql };

/// Durable storage with transactions. `write` returns only after the commit is on disk.
class Database {
public:
    virtual ~Database() = default;

    /// Runs `work` in a transaction that may write. Commits when it returns, rolls back and passes the
    /// exception on when it throws. May run `work` again after a serialization failure, so it must have no
    /// other effects. Not cancelled once begun. A commit whose outcome is unknown ends the process (the next
    /// start decides).
    template <TransactionFunction F>
    awaitable<std::invoke_result_t<F&, Transaction&>> write(F work) {
        return call(std::move(work), &Database::run_write);
    }

    /// The same on a connection that cannot write; does not wait for writers.
    template <TransactionFunction F>
    awaitable<std::invoke_result_t<F&, Transaction&>> read(F work) {
        return call(std::move(work), &Database::run_read);
    }

    /// Takes `name` among all processes on this database and keeps it until this process ends or is cut off
    /// from the database; so whoever relies on it asks again now and then. False where another process has
    /// it, and where the database is away. Where there is only one process, always true.
    virtual awaitable<bool> hold(std::string name) = 0;

    /// Makes deleted rows unreadable in an embedded database's files by writing them anew: writers wait, a
    /// second for 100 MB. Throws Unavailable where a long read is in the way. A server sees to itself.
    virtual awaitable<void> scrub() = 0;

    /// Which migrations are for it, and whether other processes may be on it (PostgreSQL).
    virtual Dialect dialect() const = 0;

protected:
    using Work = std::function<void(Transaction&)>;
    virtual awaitable<void> run_write(Work work) = 0;
    virtual awaitable<void> run_read(Work work) = 0;

private:
    template <class F, class Result = std::invoke_result_t<F&, Transaction&>>
    awaitable<Result> call(F work, awaitable<void> (Database::*run)(Work)) {
        if constexpr (std::is_void_v<Result>) {
            co_await (this->*run)([&work](Transaction& tx) { work(tx); });
        } else {
            std::optional<Result> result;
            co_await (this->*run)([&](Transaction& tx) { result.emplace(work(tx)); });
            co_return std::move(*result);
        }
    }
};

/// What the database said. `busy` and the like are Unavailable instead.
class DatabaseError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A unique, foreign-key, not-null or check constraint was violated.
class ConstraintError : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

}  // namespace aisha
