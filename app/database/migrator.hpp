// Migrations: numbered pairs of SQL, up and down, with checksums, each in a transaction with its row in
// schema_migrations.
#pragma once

#include "core/embedded.hpp"
#include "core/log.hpp"
#include "database/database.hpp"

#include <span>
#include <string>
#include <vector>

namespace aisha {

/// Everything in migrations/sqlite or migrations/postgresql: NNNN_name.up.sql and NNNN_name.down.sql.
std::span<embedded::File const> migrations_for(Dialect dialect);

struct Migration {
    int version = 0;
    std::string name;
    std::string up;
    std::string down;
    std::string checksum;  ///< SHA-256 of `up`
};

/// The migrations in `files`, by version. Throws std::logic_error where they have gaps, doubles or a missing
/// half.
std::vector<Migration> read_migrations(std::span<embedded::File const> files);

struct MigrationStatus {
    int version = 0;
    std::string name;
    std::optional<Time> applied_at;  ///< empty: pending
    bool changed = false;            ///< applied with another checksum than the program carries
    bool unknown = false;            ///< applied by a newer program; this one does not carry it
};

class Migrator {
public:
    /// Throws std::logic_error where the files have gaps, doubles or a missing half.
    Migrator(Database& database, Clock& clock, Log log, std::span<embedded::File const> files);

    /// Every migration, known or applied, by version.
    awaitable<std::vector<MigrationStatus>> status();
    /// Applies what is pending, returns how many. Two processes do it one after the other. Killed in between,
    /// it leaves whole migrations behind, and the next call goes on. Throws ConfigError where the database is
    /// newer than the program or an applied migration was changed.
    awaitable<int> upgrade();
    /// Takes back migrations above `version`, newest first, and returns how many. Throws ConfigError as
    /// `upgrade`.
    awaitable<int> downgrade(int version);

private:
    awaitable<int> apply_next();
    struct Applied;
    static std::vector<Applied> applied(Transaction& tx);
    std::vector<MigrationStatus> compare(std::vector<Applied> const& rows) const;
    int check(Transaction& tx) const;

    Database& database_;
    Clock& clock_;
    Log log_;
    std::vector<Migration> migrations_;
};

}  // namespace aisha
