// What only the PostgreSQL driver has to show: a server that goes away, and names that other processes hold.
#include "database/postgres.hpp"

#include "core/errors.hpp"
#include "database/migrator.hpp"
#include "database/schema_check.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/run.hpp"

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

struct PostgresTest : testing::Test {
    std::unique_ptr<PostgresDatabase> open(Duration patience = 30s) {
        return std::make_unique<PostgresDatabase>(
            loop.get_executor(), silent_log(), PostgresDatabase::Options{.url = url, .patience = patience});
    }
    template <class F>
    auto write(F work) {
        return run(loop, database->write(std::move(work)));
    }
    PostgresTest() {
        write([](Transaction& tx) { tx.script("CREATE TABLE items (id BIGINT PRIMARY KEY)"); });
    }
    std::int64_t count() {
        return run(loop, database->read([](Transaction& tx) {
            return tx.one<std::int64_t>("SELECT count(*) FROM items");
        }));
    }
    static void insert(Transaction& tx, std::int64_t id) {
        tx.execute("INSERT INTO items (id) VALUES ($1)", id);
    }
    /// Writes `rows` rows one after the other in each of `tasks` tasks; all numbers differ.
    void write_in_parallel(TaskGroup& group, int tasks, int rows) {
        for (int task = 0; task < tasks; ++task)
            group.spawn("writer", [](Database& to, int first, int number) -> awaitable<void> {
                for (int id = first; id < first + number; ++id)
                    co_await to.write([id](Transaction& tx) { insert(tx, id); });
            }(*database, task * rows, rows));
    }

    asio::io_context loop{1};
    Secret url = PostgresServer::shared().make_database();
    std::unique_ptr<PostgresDatabase> database = open();
};

constexpr std::string_view cut_all =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    "pg_backend_pid()";

TEST_F(PostgresTest, cut_connections_lose_and_double_nothing) {
    TaskGroup group(loop.get_executor(), silent_log());
    write_in_parallel(group, 8, 100);
    for (std::int64_t cut = 1; cut <= 4; ++cut) {
        ASSERT_TRUE(run_until(loop, [&] { return count() >= cut * 150; }));
        PostgresServer::shared().run(url, std::string(cut_all));
    }
    run(loop, group.join());
    EXPECT_EQ(count(), 800);  // a row that was written twice would have violated the key
}

TEST_F(PostgresTest, a_restart_of_the_server_costs_time_only) {
    TaskGroup group(loop.get_executor(), silent_log());
    write_in_parallel(group, 8, 50);
    ASSERT_TRUE(run_until(loop, [&] { return count() >= 100; }));
    PostgresServer::shared().restart();
    run(loop, group.join(), 60s);
    EXPECT_EQ(count(), 400);
}

TEST_F(PostgresTest, while_the_server_is_away_calls_end_as_unavailable) {
    auto const impatient = open(Duration(100ms));
    PostgresServer::shared().kill();
    EXPECT_THROW(run(loop, impatient->write([](Transaction& tx) { insert(tx, 1); })), Unavailable);
    EXPECT_FALSE(run(loop, impatient->hold("name")));
    PostgresServer::shared().start();
    write([](Transaction& tx) { insert(tx, 2); });
    EXPECT_EQ(count(), 1);
}

TEST_F(PostgresTest, a_closure_whose_connection_breaks_is_run_again_without_its_actions_of_before) {
    int runs = 0;
    int actions = 0;
    write([&](Transaction& tx) {
        insert(tx, 1);
        tx.after_commit([&] { ++actions; });
        if (++runs == 1) tx.execute("SELECT pg_terminate_backend(pg_backend_pid())");
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(actions, 1);
    EXPECT_EQ(count(), 1);
}

TEST_F(PostgresTest, writes_that_wait_together_share_a_transaction) {
    constexpr int writes = 64;
    std::vector<std::string> transactions;
    TaskGroup group(loop.get_executor(), silent_log());
    for (int number = 0; number < writes; ++number)
        group.spawn("writer", [](Database& to, std::vector<std::string>& seen, int id) -> awaitable<void> {
            seen.push_back(co_await to.write([id](Transaction& tx) {
                insert(tx, id);
                return tx.one<std::string>("SELECT pg_current_xact_id()::text");
            }));
        }(*database, transactions, number));
    run(loop, group.join());
    ASSERT_EQ(transactions.size(), std::size_t{writes});
    std::ranges::sort(transactions);
    auto const rest = std::ranges::unique(transactions);
    EXPECT_LE(static_cast<int>(transactions.size() - rest.size()), writes / 4);
    EXPECT_EQ(count(), writes);
}

TEST_F(PostgresTest, what_breaks_one_of_several_writes_costs_the_others_nothing) {
    constexpr int writes = 32;
    int answered = 0;
    int actions = 0;
    int cuts = 0;
    TaskGroup group(loop.get_executor(), silent_log());
    auto const write_one = [&](int id) -> awaitable<void> {
        std::exception_ptr error;
        try {
            co_await database->write([&, id](Transaction& tx) {
                insert(tx, id);
                tx.after_commit([&] { ++actions; });
                if (id == 7 && ++cuts == 1) tx.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                if (id == 12) throw Refusal(RefusalReason::not_found);
                if (id == 20) insert(tx, 19);
            });
        } catch (...) {
            error = std::current_exception();
        }
        ++answered;
        EXPECT_EQ(static_cast<bool>(error), id == 12 || id == 20) << id;
    };
    for (int id = 0; id < writes; ++id) group.spawn("writer", write_one(id));
    run(loop, group.join());
    EXPECT_EQ(answered, writes);
    EXPECT_EQ(actions, writes - 2);
    EXPECT_EQ(count(), writes - 2);
}

TEST_F(PostgresTest, a_name_is_held_by_one_process_until_it_is_gone) {
    auto other = open();
    EXPECT_TRUE(run(loop, database->hold("name")));
    EXPECT_TRUE(run(loop, database->hold("name")));
    EXPECT_FALSE(run(loop, other->hold("name")));
    EXPECT_TRUE(run(loop, other->hold("another name")));
    EXPECT_FALSE(run(loop, other->write([](Transaction& tx) { return tx.hold("name"); })));
    database.reset();
    EXPECT_TRUE(run_until(loop, [&] { return run(loop, other->hold("name")); }));
}

TEST_F(PostgresTest, a_text_with_a_zero_byte_is_refused) {
    EXPECT_THROW(write([](Transaction& tx) { tx.execute("SELECT length($1)", std::string("a\0b", 3)); }),
                 DatabaseError);
}

TEST_F(PostgresTest, an_address_that_does_not_work_is_a_config_error) {
    auto const refused = [&](std::string const& address) {
        EXPECT_THROW(PostgresDatabase(loop.get_executor(), silent_log(), {.url = Secret(address)}),
                     ConfigError)
            << address;
    };
    refused(url.reveal() + "_that_does_not_exist");
    refused("postgresql://aisha@127.0.0.1:1/none");
    refused("postgresql://aisha@127.0.0.1:port/none");
}

TEST_F(PostgresTest, migrations_go_up_down_and_up_again_and_drift_is_named) {
    FakeClock clock;
    auto const files = migrations_for(Dialect::postgresql);
    auto const differences = [&] { return run(loop, schema_differences(*database, files)); };
    Migrator migrator(*database, clock, silent_log(), files);
    write([](Transaction& tx) { tx.execute("DROP TABLE items"); });
    auto const number = run(loop, migrator.upgrade());
    EXPECT_EQ(static_cast<std::size_t>(number), migrations_for(Dialect::sqlite).size() / 2);
    EXPECT_EQ(differences(), std::vector<std::string>{});
    EXPECT_EQ(run(loop, migrator.downgrade(0)), number);
    EXPECT_EQ(run(loop, migrator.upgrade()), number);
    write([](Transaction& tx) {
        tx.script("DROP INDEX inbox_old; ALTER TABLE jobs ADD COLUMN extra TEXT; CREATE TABLE c (id BIGINT)");
    });
    EXPECT_EQ(differences(),
              (std::vector<std::string>{
                  "table c was made by no migration", "column c.id was made by no migration",
                  "column jobs.extra was made by no migration", "index inbox_old is missing"}));
}

TEST_F(PostgresTest, two_processes_migrate_one_after_the_other) {
    SystemClock clock;
    auto const other = open();
    auto const files = migrations_for(Dialect::postgresql);
    Migrator one(*database, clock, silent_log(), files);
    Migrator two(*other, clock, silent_log(), files);
    int applied = 0;
    auto const upgrade = [&](Migrator& migrator) -> awaitable<void> {
        applied += co_await migrator.upgrade();
    };
    TaskGroup group(loop.get_executor(), silent_log());
    group.spawn("one", upgrade(one));
    group.spawn("two", upgrade(two));
    run(loop, group.join());
    EXPECT_EQ(static_cast<std::size_t>(applied), files.size() / 2);
}

}  // namespace
}  // namespace aisha::tests
