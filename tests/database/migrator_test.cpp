// Migrations: up, down, changed, newer, interrupted.
#include "database/migrator.hpp"

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "database/schema_check.hpp"
#include "database/sqlite.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha::tests {
namespace {

using Files = std::vector<embedded::File>;

Files const two{
    {"0001_first.up.sql", "CREATE TABLE a (id BIGINT PRIMARY KEY);"},
    {"0001_first.down.sql", "DROP TABLE a;"},
    {"0002_second.up.sql", "CREATE TABLE b (id BIGINT PRIMARY KEY); CREATE INDEX b_id ON b (id DESC);"},
    {"0002_second.down.sql", "DROP TABLE b;"},
};

class MigratorTest : public testing::Test {
protected:
    Migrator migrator(Files const& files) { return {database_, clock_, silent_log(), files}; }
    int upgrade(Files const& files) {
        auto program = migrator(files);
        return run(loop_, program.upgrade());
    }
    int downgrade(Files const& files, int version) {
        auto program = migrator(files);
        return run(loop_, program.downgrade(version));
    }
    std::vector<MigrationStatus> status(Files const& files) {
        auto program = migrator(files);
        return run(loop_, program.status());
    }
    /// Without SQLite's own, which stay once there are.
    std::vector<std::string> tables() {
        return run(loop_, database_.read([](Transaction& tx) {
            return tx.query<std::string>("SELECT name FROM sqlite_master WHERE type = 'table' "
                                         "AND name NOT LIKE 'sqlite_%' ORDER BY name");
        }));
    }
    std::vector<std::string> drift(std::span<embedded::File const> files) {
        return run(loop_, schema_differences(database_, files));
    }
    void script(std::string const& sql) {
        run(loop_, database_.write([&](Transaction& tx) { tx.script(sql); }));
    }

    TemporaryFolder folder_;
    asio::io_context loop_{1};
    FakeClock clock_;
    SqliteDatabase database_{loop_.get_executor(), silent_log(), {.file = folder_.path() / "test.db"}};
};

TEST_F(MigratorTest, applies_what_is_pending_once) {
    EXPECT_EQ(upgrade({two.begin(), two.begin() + 2}), 1);
    EXPECT_EQ(upgrade(two), 1);
    EXPECT_EQ(upgrade(two), 0);
    EXPECT_EQ(tables(), (std::vector<std::string>{"a", "b", "schema_migrations"}));
}

TEST_F(MigratorTest, status_tells_what_is_applied_and_when) {
    upgrade({two.begin(), two.begin() + 2});
    auto const rows = status(two);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].name, "first");
    EXPECT_EQ(rows[0].applied_at, clock_.now());
    EXPECT_EQ(rows[1].version, 2);
    EXPECT_FALSE(rows[1].applied_at);
}

TEST_F(MigratorTest, goes_down_newest_first_and_up_again) {
    upgrade(two);
    EXPECT_EQ(downgrade(two, 1), 1);
    EXPECT_EQ(tables(), (std::vector<std::string>{"a", "schema_migrations"}));
    EXPECT_EQ(upgrade(two), 1);
    EXPECT_EQ(downgrade(two, 0), 2);
    EXPECT_EQ(downgrade(two, 0), 0);
    EXPECT_EQ(tables(), std::vector<std::string>{"schema_migrations"});
}

TEST_F(MigratorTest, a_failing_migration_leaves_nothing_and_is_tried_again) {
    Files wrong = two;
    wrong[2].bytes = "CREATE TABLE b (id BIGINT PRIMARY KEY); CREATE TABLE a (id BIGINT);";
    EXPECT_THROW(upgrade(wrong), DatabaseError);
    EXPECT_EQ(tables(), (std::vector<std::string>{"a", "schema_migrations"}));
    EXPECT_EQ(upgrade(two), 1);
}

TEST_F(MigratorTest, a_changed_migration_is_refused) {
    upgrade(two);
    Files changed = two;
    changed[0].bytes = "CREATE TABLE a (id BIGINT PRIMARY KEY); ";
    EXPECT_TRUE(status(changed)[0].changed);
    EXPECT_FALSE(status(changed)[1].changed);
    EXPECT_THROW(upgrade(changed), ConfigError);
    EXPECT_THROW(downgrade(changed, 0), ConfigError);
}

TEST_F(MigratorTest, a_newer_database_is_refused) {
    upgrade(two);
    Files const one(two.begin(), two.begin() + 2);
    EXPECT_THROW(upgrade(one), ConfigError);
    EXPECT_THROW(downgrade(one, 0), ConfigError);
    ASSERT_EQ(status(one).size(), 2U);
    EXPECT_TRUE(status(one)[1].unknown);
}

TEST_F(MigratorTest, a_hole_in_the_database_is_refused) {
    upgrade(two);
    script("DELETE FROM schema_migrations WHERE version = 1");
    EXPECT_THROW(upgrade(two), ConfigError);
}

TEST(MigrationFiles, wrong_files_are_a_defect) {
    auto const refused = [](Files const& files) { EXPECT_THROW(read_migrations(files), std::logic_error); };
    refused({{"0001_a.up.sql", "x"}});
    refused({{"0002_a.up.sql", "x"}, {"0002_a.down.sql", "x"}});
    refused({{"0001_a.up.sql", "x"}, {"0001_b.down.sql", "x"}});
    refused({{"0001_a.up.sql", "x"}, {"0001_a.up.sql", "x"}, {"0001_a.down.sql", "x"}});
    refused({{"one_a.up.sql", "x"}});
    refused({{"0001_a.sql", "x"}});
}

TEST(MigrationFiles, those_in_the_program_are_in_order) {
    auto const migrations = read_migrations(migrations_for(Dialect::sqlite));
    ASSERT_GE(migrations.size(), 2U);
    EXPECT_EQ(migrations[0].name, "foundation");
    EXPECT_EQ(migrations[0].checksum, sha256_hex(migrations[0].up));
}

TEST_F(MigratorTest, those_in_the_program_go_up_down_and_up_again) {
    auto const files = Files(migrations_for(Dialect::sqlite).begin(), migrations_for(Dialect::sqlite).end());
    auto const count = upgrade(files);
    EXPECT_TRUE(drift(files).empty());
    EXPECT_EQ(downgrade(files, 0), count);
    EXPECT_EQ(tables(), std::vector<std::string>{"schema_migrations"});
    EXPECT_EQ(upgrade(files), count);
    EXPECT_TRUE(drift(files).empty());
}

TEST_F(MigratorTest, drift_is_named) {
    upgrade(two);
    EXPECT_TRUE(drift(two).empty());
    script("DROP INDEX b_id; ALTER TABLE a ADD COLUMN extra TEXT; CREATE TABLE c (id BIGINT)");
    EXPECT_EQ(drift(two),
              (std::vector<std::string>{"table a differs from what the migrations make",
                                        "table c was made by no migration", "index b_id is missing"}));
}

TEST_F(MigratorTest, a_pending_migration_is_no_drift) {
    upgrade({two.begin(), two.begin() + 2});
    EXPECT_TRUE(drift(two).empty());
}

TEST_F(MigratorTest, writing_it_differently_is_no_drift) {
    script("CREATE TABLE a(\n  id bigint primary key -- the key\n)");
    script("CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT "
           "NOT NULL, "
           "applied_at BIGINT NOT NULL)");
    auto const checksum = sha256_hex(two[0].bytes);
    run(loop_, database_.write([&](Transaction& tx) {
        tx.execute("INSERT INTO schema_migrations VALUES (1, 'first', $1, 0)", checksum);
    }));
    EXPECT_TRUE(drift(two).empty());
}

}  // namespace
}  // namespace aisha::tests
