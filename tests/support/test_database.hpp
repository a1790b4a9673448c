// A real database with all migrations, for tests.
#pragma once

#include "database/database.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>

namespace aisha::tests {

/// SQLite in a temporary folder; PostgreSQL where AISHA_TEST_DATABASE says postgresql. The loop must outlive
/// it.
class TestDatabase {
public:
    explicit TestDatabase(asio::io_context& loop, Clock& clock);

    Database& operator*() { return *database_; }
    Database* operator->() { return &*database_; }

private:
    TemporaryFolder folder_;
    std::unique_ptr<Database> database_;
};

}  // namespace aisha::tests
