// When updates are not taken in, and when they are again.
#include "bot/floodgate.hpp"

#include "core/limits/queue.hpp"
#include "tests/bot/bot_fixture.hpp"

namespace aisha::bot {
namespace {

class FloodgateTest : public tests::DatabaseFixture {
public:
    FloodgateTest() { tasks.spawn("floodgate", gate.run()); }
    ~FloodgateTest() override {
        gate.stop();
        tests::run(loop, tasks.join());
    }

protected:
    std::uintmax_t free = limits::free_space_min;
    Floodgate gate{loop.get_executor(),
                   *database,
                   clock,
                   kept.log(),
                   {.folders = {"/data"},
                    .free_space = [this](std::filesystem::path const&) { return std::optional(free); }}};
    TaskGroup tasks{loop.get_executor(), tests::silent_log()};

    bool opens() {
        return eventually([&] { return gate.is_open(); });
    }
    bool closes() {
        return eventually([&] { return !gate.is_open(); });
    }
    /// Looks a few times more.
    void look_again() {
        auto const until = clock.now() + 3 * Duration(limits::intake_look_every);
        ASSERT_TRUE(eventually([&] { return clock.now() > until; }));
        settle();
    }
    void fill(std::string const& into, std::string const& columns, std::string const& values,
              std::int64_t rows) {
        write([&](Transaction& tx) {
            tx.script(
                fmt::format("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
                            "INSERT INTO {} ({}) SELECT {} FROM n",
                            rows, into, columns, values));
        });
    }
    void fill_outbox(std::int64_t rows) {
        fill("outbox", "chat_id, method, payload, state, run_at, created_at",
             "i, 'sendMessage', '{}', 'pending', 1, 1", rows);
    }
    void send(std::int64_t left) {
        write([&](Transaction& tx) {
            tx.execute(
                "UPDATE outbox SET state = 'sent' WHERE id IN (SELECT id FROM outbox WHERE state = 'pending' "
                "ORDER BY id DESC LIMIT (SELECT count(*) - $1 FROM outbox WHERE state = 'pending'))",
                left);
        });
    }
};

TEST_F(FloodgateTest, closes_while_messages_pile_up_and_opens_when_half_are_gone) {
    fill_outbox(limits::unsent_messages_max);
    look_again();
    EXPECT_TRUE(gate.is_open());
    fill_outbox(1);
    ASSERT_TRUE(closes());
    EXPECT_EQ(gate.why(), "too many messages wait to be sent");
    send(limits::unsent_messages_max / 2 + 1);
    look_again();
    EXPECT_FALSE(gate.is_open());
    send(limits::unsent_messages_max / 2);
    EXPECT_TRUE(opens());
    EXPECT_EQ(kept.count("updates_put_off"), 1U);
    EXPECT_EQ(kept.count("updates_taken_in_again"), 1U);
}

TEST_F(FloodgateTest, closes_while_updates_pile_up) {
    fill("inbox", "bot_id, update_id, chat_id, payload, state, received_at", "1, i, i, '{}', 'pending', 1",
         limits::unhandled_updates_max + 1);
    ASSERT_TRUE(closes());
    write([](Transaction& tx) { tx.execute("UPDATE inbox SET state = 'handled'"); });
    EXPECT_TRUE(opens());
}

TEST_F(FloodgateTest, closes_before_the_disk_is_full_and_opens_when_there_is_room) {
    look_again();
    EXPECT_TRUE(gate.is_open());
    free = limits::free_space_reserved - 1;
    ASSERT_TRUE(closes());
    EXPECT_EQ(gate.why(), "the disk is full: /data");
    free = limits::free_space_reserved + 1;
    look_again();
    EXPECT_FALSE(gate.is_open()) << "a little more is wanted";
    free = 2 * limits::free_space_reserved;
    EXPECT_TRUE(opens());
}

TEST_F(FloodgateTest, the_real_disk_is_asked) {
    EXPECT_GT(free_space("/tmp").value(), 0U);
    EXPECT_FALSE(free_space("/no/such/folder"));
}

}  // namespace
}  // namespace aisha::bot
