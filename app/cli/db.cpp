// `aisha db …`: looking after the database.
#include "cli/commands.hpp"
#include "core/config.hpp"
#include "database/migrator.hpp"
#include "database/open_database.hpp"
#include "database/schema_check.hpp"

#include <cstdio>

namespace aisha::cli {

namespace {

void print_status(std::vector<MigrationStatus> const& migrations) {
    for (auto const& migration : migrations)
        fmt::print(
            "{:04} {:<24} {}{}\n", migration.version, migration.name,
            migration.applied_at ? "applied " + iso8601(*migration.applied_at) : std::string("pending"),
            migration.changed ? " (changed since)" : "");
}

awaitable<void> look_after(Session& session, Database& database, DatabaseAction action, int version,
                           int& exit_code) {
    auto const migrations = migrations_for(database.dialect());
    Migrator migrator(database, session.clock(), session.log(), migrations);
    switch (action) {
        case DatabaseAction::status: print_status(co_await migrator.status()); break;
        case DatabaseAction::upgrade: fmt::print("{} applied\n", co_await migrator.upgrade()); break;
        case DatabaseAction::downgrade:
            fmt::print("{} taken back\n", co_await migrator.downgrade(version));
            break;
        case DatabaseAction::check: {
            auto const drift = co_await schema_differences(database, migrations);
            for (auto const& difference : drift) fmt::print("{}\n", difference);
            if (drift.empty()) fmt::print("The schema is what the migrations make.\n");
            else exit_code = exit_failure;
            break;
        }
    }
}

}  // namespace

int run_database(CommonOptions const& options, DatabaseAction action, int version) {
    Session session(options);
    auto const config = read_config(session.settings(), session.data());
    bool const changes = action == DatabaseAction::upgrade || action == DatabaseAction::downgrade;
    bool const file = config.database_url.empty();
    if (file && !changes && !std::filesystem::exists(config.database_file)) {
        fmt::print("There is no database yet at {}; `aisha db upgrade` makes it.\n",
                   config.database_file.string());
        return exit_failure;
    }
    auto const database = open_database(session.loop().get_executor(), session.log(), config);
    int exit_code = exit_success;
    session.run(look_after(session, *database, action, version, exit_code), [] {});
    return exit_code;
}

}  // namespace aisha::cli
