// A real database in a folder of its own, for tests.
#pragma once

#include "database/migrator.hpp"
#include "database/sqlite.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/io_context.hpp>

namespace aisha::tests {

/// SQLite in a temporary folder with all migrations. The loop must outlive it.
class TestDatabase {
public:
    explicit TestDatabase(asio::io_context& loop, Clock& clock)
        : database_(std::in_place, loop.get_executor(), silent_log(),
                    SqliteDatabase::Options{.file = folder_.path() / "test.db"}) {
        Migrator migrator(*database_, clock, silent_log(), embedded::migrations());
        run(loop, migrator.upgrade());
    }

    SqliteDatabase& operator*() { return *database_; }
    SqliteDatabase* operator->() { return &*database_; }
    std::filesystem::path const& folder() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
    std::optional<SqliteDatabase> database_;
};

}  // namespace aisha::tests
