// Applying migrations and taking them back.
#include "database/migrator.hpp"

#include "core/crash_point.hpp"
#include "core/errors.hpp"
#include "core/hash.hpp"

#include <charconv>
#include <map>

namespace aisha {

namespace embedded {
std::span<File const> sqlite_migrations();
std::span<File const> postgresql_migrations();
}  // namespace embedded

namespace {

constexpr std::string_view lock_name = "migrations";
constexpr auto lock_pause = std::chrono::milliseconds(100);
constexpr int busy = -1;

struct FileName {
    int version = 0;
    std::string name;
    bool up = false;
};

/// NNNN_name.up.sql
FileName parse(std::string_view file) {
    FileName result;
    auto const underscore = file.find('_');
    auto const extension = file.find('.');
    if (underscore == std::string_view::npos || extension == std::string_view::npos || extension < underscore)
        throw std::logic_error(fmt::format("{}: not NNNN_name.up.sql or .down.sql", file));
    auto const number = file.substr(0, underscore);
    auto const read = std::from_chars(number.data(), number.data() + number.size(), result.version);
    auto const kind = file.substr(extension);
    if (read.ptr != number.data() + number.size() || (kind != ".up.sql" && kind != ".down.sql"))
        throw std::logic_error(fmt::format("{}: not NNNN_name.up.sql or .down.sql", file));
    result.name = file.substr(underscore + 1, extension - underscore - 1);
    result.up = kind == ".up.sql";
    return result;
}

}  // namespace

std::span<embedded::File const> migrations_for(Dialect dialect) {
    return dialect == Dialect::sqlite ? embedded::sqlite_migrations() : embedded::postgresql_migrations();
}

std::vector<Migration> read_migrations(std::span<embedded::File const> files) {
    std::map<int, Migration> found;
    for (auto const& file : files) {
        auto const name = parse(file.name);
        auto& migration = found[name.version];
        auto& half = name.up ? migration.up : migration.down;
        if (!half.empty() || (migration.version != 0 && migration.name != name.name))
            throw std::logic_error(fmt::format("migration {} exists twice", name.version));
        migration.version = name.version;
        migration.name = name.name;
        half = file.bytes;
    }
    std::vector<Migration> migrations;
    for (auto& [version, migration] : found) {
        if (version != static_cast<int>(migrations.size()) + 1)
            throw std::logic_error(fmt::format("there is no migration {}", migrations.size() + 1));
        if (migration.up.empty() || migration.down.empty())
            throw std::logic_error(fmt::format("migration {} lacks its up or its down", version));
        migration.checksum = sha256_hex(migration.up);
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

struct Migrator::Applied {
    int version = 0;
    std::string name;
    std::string checksum;
    Time applied_at{};
    BOOST_DESCRIBE_CLASS(Applied, (), (version, name, checksum, applied_at), (), ())
};

Migrator::Migrator(Database& database, Clock& clock, Log log, std::span<embedded::File const> files)
    : database_(database), clock_(clock), log_(std::move(log)), migrations_(read_migrations(files)) {}

std::vector<Migrator::Applied> Migrator::applied(Transaction& tx) {
    tx.script("CREATE TABLE IF NOT EXISTS schema_migrations ("
              "version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT "
              "NULL)");
    return tx.query<Applied>(
        "SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version");
}

std::vector<MigrationStatus> Migrator::compare(std::vector<Applied> const& rows) const {
    std::map<int, MigrationStatus> all;
    for (auto const& migration : migrations_)
        all[migration.version] = {migration.version, migration.name, {}};
    for (auto const& row : rows) {
        auto& status = all[row.version];
        status.unknown = status.version == 0;
        status.changed = !status.unknown &&
                         migrations_.at(static_cast<std::size_t>(row.version) - 1).checksum != row.checksum;
        status.version = row.version;
        status.name = row.name;
        status.applied_at = row.applied_at;
    }
    std::vector<MigrationStatus> result;
    for (auto& [version, status] : all) result.push_back(std::move(status));
    return result;
}

/// The newest applied version, once it is sure that what is applied is what the program carries.
int Migrator::check(Transaction& tx) const {
    int version = 0;
    for (auto const& status : compare(applied(tx))) {
        if (status.unknown)
            throw ConfigError(fmt::format("the database is newer than this program (migration {} {}, the "
                                          "program knows {}): run the newer "
                                          "program, or let it downgrade the database first",
                                          status.version, status.name, migrations_.size()));
        if (status.changed)
            throw ConfigError(fmt::format("migration {} {} was changed after it was applied to this database",
                                          status.version, status.name));
        if (!status.applied_at) continue;
        if (status.version != ++version)
            throw ConfigError(fmt::format("migration {} is missing in this database, though {} is applied",
                                          version, status.version));
    }
    return version;
}

awaitable<std::vector<MigrationStatus>> Migrator::status() {
    co_return co_await database_.write([this](Transaction& tx) { return compare(applied(tx)); });
}

awaitable<int> Migrator::upgrade() {
    int count = 0;
    for (;;) {
        int const done = co_await apply_next();
        if (done == 0) break;
        if (done == busy) {
            co_await clock_.sleep(lock_pause);
            continue;
        }
        reach(CrashPoint::migration_applied);
        ++count;
        log_.info("migration_applied", "version", done, "name",
                  migrations_[static_cast<std::size_t>(done) - 1].name);
    }
    co_return count;
}

/// The version that was applied; 0 where there is none left, `busy` where another process is at it.
awaitable<int> Migrator::apply_next() {
    std::size_t version = 0;
    std::exception_ptr error;
    try {
        co_return co_await database_.write([&, now = clock_.now()](Transaction& tx) {
            if (!tx.hold(lock_name)) return busy;
            version = static_cast<std::size_t>(check(tx));
            if (version == migrations_.size()) return 0;
            auto const& next = migrations_[version];
            tx.script(next.up);
            reach(CrashPoint::migration_run);
            tx.execute(
                "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
                next.version, next.name, next.checksum, now);
            return next.version;
        });
    } catch (DatabaseError const&) {
        error = std::current_exception();
    }
    // Another process may have applied it after this transaction began to see the database and before it held
    // the lock.
    auto const applied_now = co_await database_.write([this](Transaction& tx) { return check(tx); });
    if (static_cast<std::size_t>(applied_now) == version) std::rethrow_exception(error);
    co_return busy;
}

awaitable<int> Migrator::downgrade(int version) {
    int count = 0;
    for (;;) {
        int const undone = co_await database_.write([this, version](Transaction& tx) {
            int const newest = check(tx);
            if (newest <= std::max(version, 0)) return 0;
            tx.script(migrations_[static_cast<std::size_t>(newest) - 1].down);
            tx.execute("DELETE FROM schema_migrations WHERE version = $1", newest);
            return newest;
        });
        if (undone == 0) break;
        ++count;
        log_.info("migration_taken_back", "version", undone, "name",
                  migrations_[static_cast<std::size_t>(undone) - 1].name);
    }
    co_return count;
}

}  // namespace aisha
