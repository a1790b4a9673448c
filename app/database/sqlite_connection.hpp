// One connection to a SQLite file: its settings, its prepared statements, and what its errors become.
#pragma once

#include "database/database.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace aisha {

/// An I/O error while committing: nobody knows whether the transaction is in the file.
class OutcomeUnknown : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// For one thread at a time. Errors: ConstraintError; Unavailable where waiting may help (locked, disk full);
/// ConfigError where the file is no database of ours; otherwise DatabaseError.
class SqliteConnection {
public:
    enum class Use {
        write,   ///< the one writer and checkpointer of a file
        read,    ///< cannot write, never checkpoints
        scratch  ///< in memory, gone with the connection
    };

    SqliteConnection(std::filesystem::path const& file, Use use);
    ~SqliteConnection();
    SqliteConnection(SqliteConnection const&) = delete;
    SqliteConnection& operator=(SqliteConnection const&) = delete;

    /// Runs one statement with parameters $1, $2…, prepared once and kept.
    SqlResult run(std::string_view sql, std::vector<SqlValue> const& parameters);
    /// Runs statements separated by semicolons.
    void script(std::string_view sql);

    /// From now on a transaction that takes more steps of SQLite's machine is interrupted (Unavailable).
    void limit_steps(std::uint64_t steps_max);

    /// BEGIN for a reader, BEGIN IMMEDIATE for the writer.
    void begin();
    /// Throws Unavailable where it was rolled back instead, OutcomeUnknown after an I/O error.
    void commit();
    /// Ends the transaction without effect, where there still is one.
    void rollback() noexcept;
    /// False once SQLite has rolled the transaction back by itself (disk full, I/O error).
    bool in_transaction() const;

    void savepoint() { control(savepoint_); }
    void release() { control(release_); }
    void rollback_to_savepoint();

    /// After a commit: moves the write-ahead log into the database where it has grown beyond its limits.
    void checkpoint_where_due();
    /// Writes the whole file anew without what was deleted, moves all of the write-ahead log into it and cuts
    /// the log to nothing; false where a reader still needs it.
    bool scrub();
    std::uint64_t checkpoints() const { return checkpoints_; }

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    struct Statement {
        std::unique_ptr<sqlite3_stmt, Finalize> handle;
        std::vector<std::size_t> parameters;  ///< for each of SQLite's places, which parameter goes there
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    void configure(std::filesystem::path const& file);
    void claim_file(std::filesystem::path const& file);
    void check(std::filesystem::path const& file);
    std::int64_t pragma(std::string_view name);
    std::unique_ptr<sqlite3_stmt, Finalize> prepare(std::string_view sql, unsigned flags);
    Statement& statement(std::string_view sql);
    void bind(Statement& statement, std::vector<SqlValue> const& parameters);
    void control(std::unique_ptr<sqlite3_stmt, Finalize> const& statement);
    [[noreturn]] void fail(std::string_view doing);
    static int on_progress(void* self);
    static int on_wal(void* self, sqlite3* handle, char const* database, int pages);

    Use use_;
    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<std::string, Statement, Hash, std::equal_to<>> statements_;
    std::unique_ptr<sqlite3_stmt, Finalize> begin_, commit_, rollback_, savepoint_, release_, rollback_to_;
    std::uint64_t steps_ = 0;  ///< since the transaction began
    std::uint64_t steps_max_ = 0;
    std::int64_t page_size_ = 0;
    std::int64_t wal_pages_ = 0;        ///< length of the write-ahead log after the last commit
    std::int64_t wal_pages_tried_ = 0;  ///< its length when it was last moved, where readers kept a part
    std::uint64_t checkpoints_ = 0;
};

}  // namespace aisha
