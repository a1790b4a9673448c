// One of two drivers.
#include "tests/support/test_database.hpp"

#include "database/migrator.hpp"
#include "database/postgres.hpp"
#include "database/sqlite.hpp"
#include "tests/support/postgres_server.hpp"

#include <cstdlib>

namespace aisha::tests {

namespace {

std::unique_ptr<Database> open(asio::io_context& loop, std::filesystem::path const& folder) {
    char const* const wanted = std::getenv("AISHA_TEST_DATABASE");
    if (wanted && std::string_view(wanted) == "postgresql")
        return std::make_unique<PostgresDatabase>(
            loop.get_executor(), silent_log(),
            PostgresDatabase::Options{
                // One, so that a transaction that has ended means that those before it have.
                .url = PostgresServer::shared().make_database(),
                .connections = 1});
    return std::make_unique<SqliteDatabase>(loop.get_executor(), silent_log(),
                                            SqliteDatabase::Options{.file = folder / "test.db"});
}

}  // namespace

TestDatabase::TestDatabase(asio::io_context& loop, Clock& clock) : database_(open(loop, folder_.path())) {
    Migrator migrator(*database_, clock, silent_log(), migrations_for(database_->dialect()));
    run(loop, migrator.upgrade());
}

}  // namespace aisha::tests
