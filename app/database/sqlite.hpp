// SQLite behind the Database seam.
#pragma once

#include "core/limits.hpp"
#include "core/log.hpp"
#include "database/database.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <memory>

namespace aisha {

/// One writer thread with group commit (every closure that waits goes into one BEGIN IMMEDIATE with a
/// savepoint each, one commit, synchronous=FULL), a few readers that cannot write, and an exclusive lock so
/// that a second process is refused (ConfigError). To be awaited on the loop only.
class SqliteDatabase : public Database {
public:
    struct Options {
        std::filesystem::path file;  ///< made where it is missing, with its folder
        std::size_t readers = 2;
        std::uint64_t read_steps_max = limits::sqlite_read_steps_max;  ///< of SQLite's machine, in one read
        /// Beside the process that has the file: nothing is made, locked or written, and writes fail.
        bool only_look = false;
        /// Called on the writer's thread after an I/O error in a commit or checkpoint, when nobody knows what
        /// is on the disk. Empty: logs and ends the process with 1. Where it returns, all further writes
        /// fail.
        std::function<void(std::string const& error)> on_unknown_outcome;
    };
    /// Throws ConfigError where the file is in use, damaged, no database or another program's, or on a
    /// network file system.
    SqliteDatabase(asio::any_io_executor loop, Log log, Options options);
    /// Finishes what was begun; what still waits fails as cancelled.
    ~SqliteDatabase() override;

    /// What was done so far, for figures.
    struct Counts {
        std::uint64_t writes = 0;  ///< closures, failed ones included
        std::uint64_t commits = 0;
        std::uint64_t checkpoints = 0;
    };
    Counts counts() const;

    awaitable<void> scrub() override;
    awaitable<bool> hold(std::string name) override;
    Dialect dialect() const override { return Dialect::sqlite; }

protected:
    awaitable<void> run_write(Work work) override;
    awaitable<void> run_read(Work work) override;

private:
    class Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace aisha
