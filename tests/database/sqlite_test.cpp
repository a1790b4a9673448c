// What only SQLite has to keep: one process, one writer, few flushes, faults of the disk, damaged files.
#include "database/sqlite.hpp"

#include "core/errors.hpp"
#include "tests/database/faulty_vfs.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <latch>

namespace aisha::tests {
namespace {

class SqliteTest : public testing::Test {
protected:
    SqliteTest() { open(); }

    void open(SqliteDatabase::Options options = {}) {
        database_.reset();
        options.file = file_;
        database_ = std::make_unique<SqliteDatabase>(loop_.get_executor(), silent_log(), options);
        script("CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY, text TEXT)");
    }
    template <class F>
    auto write(F work) {
        return run(loop_, database_->write(std::move(work)));
    }
    template <class F>
    auto read(F work) {
        return run(loop_, database_->read(std::move(work)));
    }
    void script(std::string const& sql) {
        write([&](Transaction& tx) { tx.script(sql); });
    }
    std::int64_t count() {
        return read([](Transaction& tx) { return tx.one<std::int64_t>("SELECT count(*) FROM items"); });
    }
    static void insert(Transaction& tx) { tx.execute("INSERT INTO items (text) VALUES ('x')"); }
    /// `writers` coroutines that write `times` times each, one after the other; returns how many writes
    /// failed.
    int write_in_parallel(int writers, int times) {
        int failed = 0;
        TaskGroup group(loop_.get_executor(), silent_log());
        for (int number = 0; number < writers; ++number)
            group.spawn("writer", [](Database& database, int turns, int& failures) -> awaitable<void> {
                for (int turn = 0; turn < turns; ++turn) {
                    try {
                        co_await database.write(insert);
                    } catch (std::exception const&) {
                        ++failures;
                    }
                }
            }(*database_, times, failed));
        run(loop_, group.join());
        return failed;
    }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "deep" / "test.db";
    FaultyVfs vfs_;
    asio::io_context loop_{1};
    std::unique_ptr<SqliteDatabase> database_;
};

TEST_F(SqliteTest, it_can_be_looked_at_beside_the_process_that_has_it) {
    write(insert);
    SqliteDatabase view(loop_.get_executor(), silent_log(), {.file = file_, .only_look = true});
    auto const seen = [&] {
        return run(loop_, view.read([](Transaction& tx) {
            return tx.one<std::int64_t>("SELECT count(*) FROM items");
        }));
    };
    EXPECT_EQ(seen(), 1);
    write(insert);
    EXPECT_EQ(seen(), 2);
    EXPECT_THROW(run(loop_, view.write(insert)), DatabaseError);
}

TEST_F(SqliteTest, writes_that_wait_together_share_a_commit_and_a_flush) {
    auto const commits = database_->counts().commits;
    auto const syncs = vfs_.syncs();
    EXPECT_EQ(write_in_parallel(64, 10), 0);
    EXPECT_EQ(count(), 640);
    EXPECT_EQ(database_->counts().commits - commits, 10U);
    EXPECT_LE(vfs_.syncs() - syncs, 12);
}

TEST_F(SqliteTest, a_reader_does_not_wait_for_the_writer) {
    std::latch wait(1);
    bool written = false;
    TaskGroup group(loop_.get_executor(), silent_log());
    group.spawn("writer", [](Database& database, std::latch& go, bool& done) -> awaitable<void> {
        co_await database.write([&](Transaction& tx) {
            insert(tx);
            go.wait();
        });
        done = true;
    }(*database_, wait, written));
    EXPECT_EQ(count(), 0);
    EXPECT_FALSE(written);
    wait.count_down();
    run(loop_, group.join());
    EXPECT_EQ(count(), 1);
}

TEST_F(SqliteTest, files_are_for_their_owner_only) {
    for (auto const* extra : {"", "-wal", "-shm", ".lock"}) {
        auto const permissions = std::filesystem::status(file_.string() + extra).permissions();
        EXPECT_EQ(permissions & std::filesystem::perms(077), std::filesystem::perms::none) << extra;
    }
}

TEST_F(SqliteTest, a_closed_database_is_one_file) {
    write_in_parallel(4, 4);
    database_.reset();
    EXPECT_FALSE(std::filesystem::exists(file_.string() + "-wal"));
    open();
    EXPECT_EQ(count(), 16);
}

TEST_F(SqliteTest, a_file_that_is_no_database_is_refused_and_kept) {
    auto const other = folder_.write("text.db", std::string(5000, 'x'));
    EXPECT_THROW(SqliteDatabase(loop_.get_executor(), silent_log(), {.file = other}), ConfigError);
    EXPECT_EQ(read_file(other), std::string(5000, 'x'));
}

TEST_F(SqliteTest, a_database_of_another_program_is_refused) {
    auto const other = folder_.path() / "other.db";
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(other.c_str(), &handle), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(handle, "CREATE TABLE theirs (id)", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(handle);
    EXPECT_THROW(SqliteDatabase(loop_.get_executor(), silent_log(), {.file = other}), ConfigError);
}

TEST_F(SqliteTest, an_unreachable_place_is_a_wrong_setting) {
    auto const file = folder_.write("a_file", "") / "test.db";
    EXPECT_THROW(SqliteDatabase(loop_.get_executor(), silent_log(), {.file = file}), ConfigError);
}

TEST_F(SqliteTest, a_damaged_file_is_refused) {
    script("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
           "INSERT INTO items (text) SELECT 'some text ' || i FROM n");
    database_.reset();
    {
        std::fstream damaged(file_, std::ios::in | std::ios::out | std::ios::binary);
        damaged.seekp(10 * 4096);
        damaged << std::string(100, '\xAA');
    }
    try {
        open();
        FAIL() << "it was opened";
    } catch (ConfigError const& e) {
        EXPECT_NE(std::string(e.what()).find("damaged"), std::string::npos) << e.what();
    }
}

TEST_F(SqliteTest, the_log_is_moved_back_before_it_grows_large) {
    std::string const text(64 * 1024, 'x');
    for (int number = 0; number < 300; ++number)  // 19 MB
        write([&](Transaction& tx) { tx.execute("INSERT INTO items (text) VALUES ($1)", text); });
    EXPECT_GE(database_->counts().checkpoints, 3U);
    EXPECT_LT(std::filesystem::file_size(file_.string() + "-wal"), 2 * limits::sqlite_checkpoint_above);
}

TEST_F(SqliteTest, a_read_without_end_is_ended) {
    open({.read_steps_max = 1'000'000});
    auto const endless = [](Transaction& tx) {
        return tx.one<std::int64_t>(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n");
    };
    EXPECT_THROW(read(endless), Unavailable);
    EXPECT_EQ(count(), 0);
}

TEST_F(SqliteTest, a_full_disk_is_told_and_leaves_the_database_usable) {
    vfs_.fill_disk(true);
    EXPECT_THROW(write(insert), Unavailable);
    EXPECT_EQ(write_in_parallel(8, 2), 16);
    vfs_.fill_disk(false);
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(write_in_parallel(8, 2), 0);
    EXPECT_EQ(count(), 16);
}

TEST_F(SqliteTest, a_full_disk_inside_a_statement_is_told_to_all_in_the_batch) {
    script("PRAGMA max_page_count = 50");
    std::string const text(1024 * 1024, 'x');
    std::vector<std::string> answers;
    TaskGroup group(loop_.get_executor(), silent_log());
    for (int number = 0; number < 3; ++number)
        group.spawn("writer",
                    [](Database& database, std::string const& what, int writer,
                       std::vector<std::string>& said) -> awaitable<void> {
                        try {
                            co_await database.write([&](Transaction& tx) {
                                tx.execute("INSERT INTO items (text) VALUES ($1)",
                                           writer == 1 ? what : "short");
                            });
                            said.emplace_back("written");
                        } catch (Unavailable const& e) {
                            said.emplace_back(e.what());
                        }
                    }(*database_, text, number, answers));
    run(loop_, group.join());
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[1], "the disk is full");
    EXPECT_EQ(count(), std::ranges::count(answers, "written"));
}

TEST_F(SqliteTest, a_commit_of_unknown_outcome_closes_the_database) {
    std::atomic<int> told = 0;
    open({.on_unknown_outcome = [&](std::string const&) { ++told; }});
    vfs_.fail_syncs(true);
    EXPECT_THROW(write(insert), DatabaseError);
    EXPECT_EQ(told, 1);
    vfs_.fail_syncs(false);
    EXPECT_THROW(write(insert), DatabaseError);  // nobody knows what a further write would stand on
    open();
    EXPECT_LE(count(), 1);  // before or after, and no third
}

TEST_F(SqliteTest, a_commit_of_unknown_outcome_ends_the_process) {
    database_.reset();
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    auto const die = [this] {
        open();
        vfs_.fail_syncs(true);
        write(insert);
    };
    EXPECT_EXIT(die(), testing::ExitedWithCode(1), "");
}

TEST_F(SqliteTest, what_waits_when_the_database_goes_is_cancelled) {
    std::exception_ptr error;
    bool over = false;
    asio::co_spawn(loop_, database_->write(insert), [&](std::exception_ptr e) {
        error = e;
        over = true;
    });
    loop_.restart();
    loop_.run_one();  // it is asked, and not yet handed over
    ASSERT_FALSE(over);
    database_.reset();
    ASSERT_TRUE(run_until(loop_, [&] { return over; }));
    ASSERT_TRUE(error);
    EXPECT_TRUE(is_cancelled(error));
}

TEST_F(SqliteTest, a_loop_that_never_turns_again_leaks_nothing) {
    asio::co_spawn(loop_, database_->write(insert), [](std::exception_ptr) {});
    asio::co_spawn(loop_, database_->read([](Transaction& tx) { return tx.one<int>("SELECT 1"); }),
                   [](std::exception_ptr, int) {});
    loop_.restart();
    loop_.poll();
    database_.reset();
}

}  // namespace
}  // namespace aisha::tests
