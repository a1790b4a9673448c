// One of two drivers.
#include "database/open_database.hpp"

#include "database/postgres.hpp"
#include "database/sqlite.hpp"

namespace aisha {

std::unique_ptr<Database> open_database(asio::any_io_executor loop, Log log, Config const& config) {
    if (config.database_url.empty())
        return std::make_unique<SqliteDatabase>(std::move(loop), std::move(log),
                                                SqliteDatabase::Options{.file = config.database_file});
    return std::make_unique<PostgresDatabase>(std::move(loop), std::move(log),
                                              PostgresDatabase::Options{.url = config.database_url});
}

std::unique_ptr<Database> open_database_to_look(asio::any_io_executor loop, Log log, Config const& config) {
    if (!config.database_url.empty()) return open_database(std::move(loop), std::move(log), config);
    return std::make_unique<SqliteDatabase>(
        std::move(loop), std::move(log),
        SqliteDatabase::Options{.file = config.database_file, .only_look = true});
}

}  // namespace aisha
