// kill -9 between and inside transactions: what was acknowledged is there, what was not is there whole or not
// at all.
#include "database/migrator.hpp"
#include "database/sqlite.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace aisha::tests {
namespace {

using Files = std::vector<embedded::File>;

/// The child of a death test runs the test from its beginning, so the folder travels through the environment.
class CrashTest : public testing::Test {
protected:
    CrashTest() {
        GTEST_FLAG_SET(death_test_style, "threadsafe");
        if (auto const* given = ::getenv("AISHA_CRASH_FOLDER")) {
            folder_ = given;
            return;
        }
        own_.emplace();
        folder_ = own_->path();
        ::setenv("AISHA_CRASH_FOLDER", folder_.c_str(), 1);
    }
    ~CrashTest() override {
        if (own_) ::unsetenv("AISHA_CRASH_FOLDER");
    }

    std::unique_ptr<SqliteDatabase> open() {
        return std::make_unique<SqliteDatabase>(loop_.get_executor(), silent_log(),
                                                SqliteDatabase::Options{.file = folder_ / "test.db"});
    }

    std::optional<TemporaryFolder> own_;
    std::filesystem::path folder_;
    asio::io_context loop_{1};
    FakeClock clock_;
};

TEST_F(CrashTest, acknowledged_writes_survive) {
    constexpr int killed_after = 200;
    auto const write_until_killed = [this] {
        auto const database = open();
        run(loop_, database->write(
                       [](Transaction& tx) { tx.script("CREATE TABLE items (id INTEGER PRIMARY KEY)"); }));
        int const acknowledged =
            ::open((folder_ / "acknowledged").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        int count = 0;
        TaskGroup group(loop_.get_executor(), silent_log());
        for (int writer = 0; writer < 16; ++writer)
            group.spawn("writer", [](Database& db, int first, int descriptor, int& done) -> awaitable<void> {
                for (int id = first;; id += 16) {
                    co_await db.write(
                        [id](Transaction& tx) { tx.execute("INSERT INTO items (id) VALUES ($1)", id); });
                    auto const line = std::to_string(id) + "\n";
                    if (::write(descriptor, line.data(), line.size()) < 0) std::abort();
                    if (++done == killed_after) ::raise(SIGKILL);
                }
            }(*database, writer, acknowledged, count));
        run(loop_, group.join());
    };
    EXPECT_EXIT(write_until_killed(), testing::KilledBySignal(SIGKILL), "");
    std::istringstream lines(read_file(folder_ / "acknowledged"));
    auto const database = open();
    int checked = 0;
    for (int id = 0; lines >> id; ++checked)
        EXPECT_TRUE(run(loop_, database->read([id](Transaction& tx) {
            return tx.find<int>("SELECT id FROM items WHERE id = $1", id);
        }))) << id;
    EXPECT_EQ(checked, killed_after);
}

TEST_F(CrashTest, a_migration_killed_half_way_is_done_again) {
    Files const files{{"0001_a.up.sql", "CREATE TABLE a (id BIGINT); CREATE TABLE b (id BIGINT);"},
                      {"0001_a.down.sql", "DROP TABLE a; DROP TABLE b;"}};
    auto const migrate_half = [this] {
        auto const database = open();
        run(loop_, database->write([](Transaction& tx) {
            tx.script("CREATE TABLE a (id BIGINT);");
            ::raise(SIGKILL);
        }));
    };
    EXPECT_EXIT(migrate_half(), testing::KilledBySignal(SIGKILL), "");
    auto const database = open();
    Migrator migrator(*database, clock_, silent_log(), files);
    EXPECT_EQ(run(loop_, migrator.upgrade()), 1);
}

}  // namespace
}  // namespace aisha::tests
