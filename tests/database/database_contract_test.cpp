// What every Database promises. Each implementation is one more row at the end.
#include "core/errors.hpp"
#include "database/postgres.hpp"
#include "database/sqlite.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace aisha::tests {
namespace {

/// Makes an empty database; what it needs lives as long as the value.
struct Factory {
    std::string name;
    std::function<std::unique_ptr<Database>(asio::io_context&, std::filesystem::path const&)> make;
};

struct Item {
    std::int64_t id = 0;
    std::string name;
    std::optional<double> weight;
    BOOST_DESCRIBE_CLASS(Item, (), (id, name, weight), (), ())
};

class DatabaseContract : public testing::TestWithParam<Factory> {
protected:
    template <class F>
    auto write(F work) {
        return run(loop_, database_->write(std::move(work)));
    }
    template <class F>
    auto read(F work) {
        return run(loop_, database_->read(std::move(work)));
    }
    std::int64_t count() {
        return read([](Transaction& tx) { return tx.one<std::int64_t>("SELECT count(*) FROM items"); });
    }
    DatabaseContract() {
        write([](Transaction& tx) {
            tx.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, weight DOUBLE "
                       "PRECISION)");
        });
    }

    static void insert(Transaction& tx, std::int64_t id, std::string const& name) {
        tx.execute("INSERT INTO items (id, name) VALUES ($1, $2)", id, name);
    }

    TemporaryFolder folder_;
    asio::io_context loop_{1};
    std::unique_ptr<Database> database_ = GetParam().make(loop_, folder_.path());
};

TEST_P(DatabaseContract, values_come_back_as_they_went) {
    std::string const odd("'; DROP TABLE items; -- $1 \\ ёж 🎙");
    write([&](Transaction& tx) {
        tx.execute("INSERT INTO items (id, name, weight) VALUES ($1, $2, $3)", std::int64_t{1} << 62U, odd,
                   0.1);
        tx.execute("INSERT INTO items (id, name, weight) VALUES ($2, $1, $3)", "", -1,
                   std::optional<double>());
    });
    auto const items = read([](Transaction& tx) {
        return tx.query<Item>("SELECT weight, name, id FROM items ORDER BY id DESC");
    });
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].id, std::int64_t{1} << 62U);
    EXPECT_EQ(items[0].name, odd);
    EXPECT_EQ(items[0].weight, 0.1);
    EXPECT_EQ(items[1].name, "");
    EXPECT_FALSE(items[1].weight);
}

TEST_P(DatabaseContract, execute_tells_how_many_rows_changed) {
    auto const changed = write([](Transaction& tx) {
        insert(tx, 1, "one");
        insert(tx, 2, "two");
        std::vector<std::int64_t> counts{tx.execute("UPDATE items SET weight = 1")};
        counts.push_back(tx.execute("UPDATE items SET weight = 2 WHERE id = 7"));
        counts.push_back(tx.execute("CREATE TABLE other (id BIGINT)"));
        counts.push_back(tx.execute("DELETE FROM items WHERE id = 1"));
        return counts;
    });
    EXPECT_EQ(changed, (std::vector<std::int64_t>{2, 0, 0, 1}));
}

TEST_P(DatabaseContract, returning_and_upsert) {
    auto const upsert = [](Transaction& tx, std::string const& name) {
        return tx.one<std::int64_t>(
            "INSERT INTO items (id, name, weight) VALUES (1, $1, 1) ON CONFLICT (id) DO UPDATE "
            "SET weight = items.weight + 1, name = excluded.name RETURNING CAST(weight AS BIGINT)",
            name);
    };
    EXPECT_EQ(write([&](Transaction& tx) { return upsert(tx, "a"); }), 1);
    EXPECT_EQ(write([&](Transaction& tx) { return upsert(tx, "b"); }), 2);
}

TEST_P(DatabaseContract, an_exception_rolls_back_and_passes_through) {
    auto const failing = [](Transaction& tx) {
        insert(tx, 1, "one");
        throw Refusal(RefusalReason::not_found);
    };
    EXPECT_THROW(write(failing), Refusal);
    EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, constraints_have_their_own_error) {
    auto const doubled = [](Transaction& tx) {
        insert(tx, 1, "same");
        insert(tx, 2, "same");
    };
    EXPECT_THROW(write(doubled), ConstraintError);
    EXPECT_EQ(count(), 0);
    auto const nameless = [](Transaction& tx) { tx.execute("INSERT INTO items (id) VALUES (1)"); };
    EXPECT_THROW(write(nameless), ConstraintError);
}

TEST_P(DatabaseContract, wrong_sql_is_a_database_error_and_hurts_nobody_else) {
    auto const wrong = [](Transaction& tx) { tx.execute("SELEKT 1"); };
    EXPECT_THROW(write(wrong), DatabaseError);
    EXPECT_THROW(read(wrong), DatabaseError);
    write([](Transaction& tx) { insert(tx, 1, "one"); });
    EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, a_wrong_number_of_parameters_is_a_defect) {
    EXPECT_THROW(read([](Transaction& tx) { return tx.query<int>("SELECT $1", 1, 2); }), std::logic_error);
    EXPECT_THROW(read([](Transaction& tx) { return tx.query<int>("SELECT $2", 1); }), std::logic_error);
    EXPECT_THROW(read([](Transaction& tx) { return tx.query<int>("SELECT $1"); }), std::logic_error);
}

TEST_P(DatabaseContract, a_reader_cannot_write) {
    EXPECT_THROW(read([](Transaction& tx) { insert(tx, 1, "one"); }), DatabaseError);
    EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseContract, a_failed_write_does_not_touch_its_neighbours) {
    constexpr int writers = 50;
    int failed = 0;
    TaskGroup group(loop_.get_executor(), silent_log());
    for (int number = 0; number < writers; ++number) {
        group.spawn("writer", [](Database& database, int id, int& failures) -> awaitable<void> {
            try {
                co_await database.write([id](Transaction& tx) {
                    insert(tx, id, std::to_string(id));
                    if (id % 5 == 0) throw std::runtime_error("no");
                    if (id % 7 == 0) insert(tx, 1000 + id, std::to_string(id));  // the name is taken
                });
            } catch (ConstraintError const&) {
                ++failures;
            } catch (std::runtime_error const&) {
                ++failures;
            }
        }(*database_, number, failed));
    }
    run(loop_, group.join());
    EXPECT_EQ(failed, 10 + 8 - 2);
    EXPECT_EQ(count(), writers - failed);
}

TEST_P(DatabaseContract, concurrent_increments_are_all_counted) {
    write([](Transaction& tx) { tx.execute("INSERT INTO items (id, name, weight) VALUES (1, 'sum', 0)"); });
    TaskGroup group(loop_.get_executor(), silent_log());
    for (int number = 0; number < 64; ++number) {
        group.spawn("adder", [](Database& database) -> awaitable<void> {
            for (int turn = 0; turn < 5; ++turn)
                co_await database.write([](Transaction& tx) {
                    auto const sum = tx.one<double>("SELECT weight FROM items WHERE id = 1");
                    tx.execute("UPDATE items SET weight = $1 WHERE id = 1", sum + 1);
                });
        }(*database_));
    }
    run(loop_, group.join());
    EXPECT_EQ(read([](Transaction& tx) { return tx.one<double>("SELECT weight FROM items"); }), 64 * 5);
}

TEST_P(DatabaseContract, a_read_after_a_write_sees_it) {
    for (int id = 0; id < 20; ++id) {
        write([id](Transaction& tx) { insert(tx, id, std::to_string(id)); });
        EXPECT_EQ(count(), id + 1);
    }
}

TEST_P(DatabaseContract, actions_run_on_the_loop_after_the_commit_and_before_the_answer) {
    std::vector<std::string> seen;
    std::thread::id acted;
    auto const task = [&]() -> awaitable<void> {
        co_await database_->write([&](Transaction& tx) {
            insert(tx, 1, "one");
            tx.after_commit([&] {
                acted = std::this_thread::get_id();
                seen.emplace_back("first");
            });
            tx.after_commit([] { throw std::runtime_error("an action that fails hurts nobody"); });
            tx.after_commit([&] { seen.emplace_back("second"); });
        });
        seen.emplace_back("answer");
    };
    run(loop_, task());
    EXPECT_EQ(seen, (std::vector<std::string>{"first", "second", "answer"}));
    EXPECT_EQ(acted, std::this_thread::get_id());
}

TEST_P(DatabaseContract, actions_of_a_transaction_that_failed_are_dropped) {
    bool acted = false;
    EXPECT_THROW(write([&](Transaction& tx) {
                     tx.after_commit([&] { acted = true; });
                     throw std::runtime_error("no");
                 }),
                 std::runtime_error);
    write([](Transaction& tx) { insert(tx, 1, "one"); });
    EXPECT_FALSE(acted);
}

TEST_P(DatabaseContract, a_write_once_begun_is_not_cancelled) {
    asio::cancellation_signal signal;
    bool answered = false;
    bool stopped = false;
    auto const task = [&]() -> awaitable<void> {
        co_await database_->write([](Transaction& tx) { insert(tx, 1, "one"); });
        answered = true;
        try {
            co_await database_->write([](Transaction& tx) { insert(tx, 2, "two"); });
        } catch (boost::system::system_error const& error) {
            stopped = error.code() == asio::error::operation_aborted;
        }
    };
    bool over = false;
    asio::co_spawn(loop_, task(), asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr const&) {
                       over = true;
                   }));
    asio::post(loop_, [&] { signal.emit(asio::cancellation_type::terminal); });
    ASSERT_TRUE(run_until(loop_, [&] { return over; }));
    EXPECT_TRUE(answered);
    EXPECT_TRUE(stopped);
    EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseContract, scripts_run_whole_or_not_at_all) {
    EXPECT_THROW(write([](Transaction& tx) {
                     tx.script("CREATE TABLE a (id BIGINT); CREATE TABLE items (id BIGINT);");
                 }),
                 DatabaseError);
    write(
        [](Transaction& tx) { tx.script("CREATE TABLE a (id BIGINT); -- done\nINSERT INTO a VALUES (1);"); });
    EXPECT_EQ(read([](Transaction& tx) { return tx.one<int>("SELECT count(*) FROM a"); }), 1);
}

TEST_P(DatabaseContract, results_may_be_of_any_type) {
    auto const pointer = read([](Transaction& tx) { return std::make_unique<int>(tx.one<int>("SELECT 7")); });
    EXPECT_EQ(*pointer, 7);
    EXPECT_EQ(read([](Transaction& tx) { return tx.find<int>("SELECT id FROM items"); }), std::nullopt);
    EXPECT_THROW(read([](Transaction& tx) { return tx.one<int>("SELECT id FROM items"); }), std::logic_error);
    EXPECT_THROW(read([](Transaction& tx) { return tx.query<Item>("SELECT 1 AS id"); }), json::Error);
}

std::unique_ptr<Database> make_sqlite(asio::io_context& loop, std::filesystem::path const& folder) {
    return std::make_unique<SqliteDatabase>(loop.get_executor(), silent_log(),
                                            SqliteDatabase::Options{.file = folder / "test.db"});
}

std::unique_ptr<Database> make_postgres(asio::io_context& loop, std::filesystem::path const& /*folder*/) {
    return std::make_unique<PostgresDatabase>(
        loop.get_executor(), silent_log(),
        PostgresDatabase::Options{.url = PostgresServer::shared().make_database()});
}

INSTANTIATE_TEST_SUITE_P(Implementations, DatabaseContract,
                         testing::Values(Factory{"sqlite", make_sqlite},
                                         Factory{"postgresql", make_postgres}),
                         [](auto const& info) { return info.param.name; });

}  // namespace
}  // namespace aisha::tests
