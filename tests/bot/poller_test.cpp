// Long polling into the inbox, through everything that may go wrong.
#include "bot/updates.hpp"
#include "tests/bot/bot_fixture.hpp"

namespace aisha::bot {
namespace {

using namespace std::chrono_literals;
using tests::answered;
using tests::refused;

json::Value said(std::int64_t id, std::int64_t chat = 7, std::string const& text = "hi") {
    return json::Object{
        {"update_id", id},
        {"message",
         json::Object{{"message_id", id},
                      {"date", 1},
                      {"chat", json::Object{{"id", chat}, {"type", "private"}}},
                      {"from", json::Object{{"id", chat}, {"is_bot", false}, {"first_name", "Ann"}}},
                      {"text", text}}}};
}

class PollerTest : public tests::DatabaseFixture {
protected:
    int received = 0;
    std::optional<Poller> poller;
    TaskGroup tasks{loop.get_executor(), tests::silent_log()};
    std::exception_ptr ended_with;
    bool ended = false;
    bool may_take = true;

    void start() {
        poller.emplace(
            *database, clock, kept.log(), bot, [this] { ++received; }, [this] { return may_take; });
        ended = false;
        tasks.spawn("poller", poll());
    }
    awaitable<void> poll() {
        try {
            co_await poller->run();
        } catch (...) {
            ended_with = std::current_exception();
        }
        ended = true;
    }
    void stop() {
        poller->stop();
        ASSERT_TRUE(soon([&] { return ended; }));
    }
    ~PollerTest() override {
        if (!ended && poller) stop();
        tests::run(loop, tasks.join());
    }
    bool inbox_has(std::int64_t count) {
        return eventually([&] { return number("SELECT count(*) FROM inbox") == count; });
    }
    /// The offset of the newest getUpdates call.
    std::int64_t offset() {
        auto const polls = telegram.of("getUpdates");
        return polls.empty() ? -1 : polls.back().number("offset");
    }
};

TEST_F(PollerTest, UpdatesAreInTheInboxBeforeTheOffsetMoves) {
    telegram.add_update(said(10, 7));
    telegram.add_update(said(11, -8));
    start();
    ASSERT_TRUE(eventually([&] { return offset() == 12; }));
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'pending' AND bot_id = 4242"), 2);
    EXPECT_EQ(number("SELECT chat_id FROM inbox WHERE update_id = 11"), -8);
    EXPECT_EQ(text("SELECT payload FROM inbox WHERE update_id = 10"), json::dump(said(10, 7)));
    EXPECT_EQ(received, 1);
}

TEST_F(PollerTest, NothingIsAskedForWhileNothingMayBeTaken) {
    may_take = false;
    telegram.add_update(said(10));
    start();
    auto const later = clock.now() + 1min;
    ASSERT_TRUE(eventually([&] { return clock.now() > later; }));
    EXPECT_EQ(telegram.count("getUpdates"), 0U);
    may_take = true;
    EXPECT_TRUE(inbox_has(1));
}

TEST_F(PollerTest, TheFirstPollAnswersAtOnceAndTheNextWait) {
    start();
    ASSERT_TRUE(soon([&] { return telegram.count("getUpdates") == 2; }));
    EXPECT_TRUE(poller->healthy());
    EXPECT_EQ(telegram.calls[0].number("timeout"), 0);
    EXPECT_EQ(telegram.calls[1].number("timeout"), limits::poll_wait.count());
    EXPECT_GT(telegram.calls[1].request.timeout, limits::poll_wait);
}

TEST_F(PollerTest, RepeatedUpdatesAreTakenOnce) {
    start();
    telegram.add_update(said(10));
    ASSERT_TRUE(eventually([&] { return offset() == 11; }));
    stop();
    // A new start asks from the beginning; Telegram may say the same again.
    telegram.add_update(said(10));
    telegram.add_update(said(11));
    start();
    ASSERT_TRUE(eventually([&] { return offset() == 12; }));
    EXPECT_EQ(number("SELECT count(*) FROM inbox"), 2);
    telegram.next("getUpdates", [](auto&) { return answered(json::Array{said(10), said(11)}); });
    auto const before = received;
    telegram.add_update(said(12));
    ASSERT_TRUE(inbox_has(3));
    EXPECT_EQ(received, before + 1);
}

TEST_F(PollerTest, WhatWasCommittedBeforeACrashIsNotHandledTwice) {
    // Committed, but the next poll, which would confirm it, never left: the same update comes again.
    telegram.add_update(said(10));
    start();
    ASSERT_TRUE(soon([&] { return number("SELECT count(*) FROM inbox") == 1; }));
    stop();
    write([](Transaction& tx) { tx.execute("UPDATE inbox SET state = 'handled', handled_at = 1"); });
    telegram.add_update(said(10));
    start();
    ASSERT_TRUE(eventually([&] { return offset() == 11; }));
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'handled'"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'pending'"), 0);
}

TEST_F(PollerTest, IdsThatBeginAnewAreTaken) {
    telegram.add_update(said(1'000'000));
    start();
    ASSERT_TRUE(eventually([&] { return offset() == 1'000'001; }));
    stop();
    // After a quiet week the ids go on somewhere else, also below.
    telegram.add_update(said(5));
    start();
    EXPECT_TRUE(inbox_has(2));
}

TEST_F(PollerTest, OddUpdatesNeverStopTheOthers) {
    telegram.next("getUpdates", [](auto&) {
        return answered(
            json::Array{said(10), json::Object{{"no_id", 1}}, 5, nullptr, json::Object{{"update_id", "x"}},
                        json::Object{{"update_id", 11}, {"brand_new_kind", json::Array{1, 2}}}, said(12)});
    });
    start();
    ASSERT_TRUE(eventually([&] { return offset() == 13; }));
    EXPECT_EQ(number("SELECT count(*) FROM inbox"), 3);
    EXPECT_EQ(kept.count("update_without_id"), 4U);
}

TEST_F(PollerTest, RecoversFromEveryKindOfFailure) {
    telegram.next("getUpdates", tests::never_connected);
    telegram.next("getUpdates", tests::answer_lost);
    telegram.next("getUpdates", [](auto&) { return tests::html_page(502); });
    telegram.next("getUpdates", [](auto&) { return refused(500, "Internal Server Error"); });
    telegram.next("getUpdates", [](auto&) { return answered("garbage"); });
    telegram.next("getUpdates", [](auto&) { return answered(json::Object{{"not", "an array"}}); });
    telegram.next("getUpdates", [](auto&) -> net::Response { throw net::RequestRefused("answer too long"); });
    telegram.add_update(said(10));
    start();
    ASSERT_TRUE(inbox_has(1));
    EXPECT_TRUE(poller->healthy());
    EXPECT_EQ(kept.count("polling_recovered"), 1U);
}

TEST_F(PollerTest, ComesBackWithinSecondsAfterALongOutage) {
    telegram.next("getUpdates", tests::never_connected, 200);
    start();
    ASSERT_TRUE(eventually([&] { return telegram.count("getUpdates") == 200; }));
    EXPECT_FALSE(poller->healthy());
    EXPECT_EQ(kept.count("polling_failed"), 1U) << "once, not for each poll";
    auto const back_at = clock.now();
    telegram.add_update(said(10));
    ASSERT_TRUE(inbox_has(1));
    EXPECT_LE(clock.now() - back_at, 10s);
}

TEST_F(PollerTest, AnotherPollerIsWaitedFor) {
    auto const conflict = [](auto&) {
        return refused(409, "Conflict: terminated by other getUpdates request; make sure that only one bot "
                            "instance is running");
    };
    telegram.next("getUpdates", conflict, 3);
    telegram.add_update(said(10));
    start();
    ASSERT_TRUE(soon([&] { return clock.sleepers() == 1; }));
    auto const asked = telegram.count("getUpdates");
    clock.advance(3s - 1us);
    settle();
    EXPECT_EQ(telegram.count("getUpdates"), asked) << "not before 3 s";
    clock.advance(7s);
    EXPECT_TRUE(soon([&] { return telegram.count("getUpdates") == asked + 1; })) << "not after 10 s";
    EXPECT_TRUE(inbox_has(1));
    EXPECT_EQ(kept.count("polling_failed"), 1U);
}

TEST_F(PollerTest, AWebhookIsRemovedWithoutDroppingUpdates) {
    telegram.next("getUpdates", [](auto&) {
        return refused(
            409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                 "the webhook first");
    });
    telegram.add_update(said(10));
    start();
    ASSERT_TRUE(inbox_has(1));
    ASSERT_EQ(telegram.count("deleteWebhook"), 1U);
    EXPECT_FALSE(telegram.of("deleteWebhook")[0].has("drop_pending_updates"));
    EXPECT_EQ(kept.count("webhook_removed"), 1U);
}

TEST_F(PollerTest, ARefusedTokenEndsItWithAClearSentence) {
    for (int const code : {401, 404}) {
        telegram.next("getUpdates",
                      [code](auto&) { return refused(code, code == 401 ? "Unauthorized" : "Not Found"); });
        start();
        ASSERT_TRUE(soon([&] { return ended; }));
        try {
            std::rethrow_exception(ended_with);
        } catch (ConfigError const& e) {
            EXPECT_NE(std::string(e.what()).find("BotFather"), std::string::npos);
        }
    }
}

TEST_F(PollerTest, ObeysRetryAfter) {
    telegram.next("getUpdates",
                  [](auto&) { return refused(429, "Too Many Requests", json::Object{{"retry_after", 40}}); });
    start();
    ASSERT_TRUE(soon([&] { return clock.sleepers() == 1; }));
    clock.advance(39s);
    settle();
    EXPECT_EQ(telegram.count("getUpdates"), 1U);
    clock.advance(1s);
    EXPECT_TRUE(soon([&] { return telegram.count("getUpdates") == 3; }));
}

TEST_F(PollerTest, UpdatesThatCannotBeKeptAreNotConfirmed) {
    write([](Transaction& tx) { tx.script("ALTER TABLE inbox RENAME TO away"); });
    telegram.add_update(said(10));
    start();
    ASSERT_TRUE(eventually([&] { return telegram.count("getUpdates") > 5; }));
    EXPECT_EQ(offset(), 0);
    EXPECT_FALSE(poller->healthy());
    write([](Transaction& tx) { tx.script("ALTER TABLE away RENAME TO inbox"); });
    ASSERT_TRUE(eventually([&] { return offset() == 11; }));
    EXPECT_EQ(number("SELECT count(*) FROM inbox"), 1);
}

TEST_F(PollerTest, StopEndsAWaitAtOnce) {
    start();
    ASSERT_TRUE(soon([&] { return telegram.count("getUpdates") == 2; }));
    stop();
    EXPECT_EQ(ended_with, nullptr);
    // Also between two tries.
    telegram.next("getUpdates", tests::never_connected);
    start();
    ASSERT_TRUE(soon([&] { return clock.sleepers() == 1; }));
    stop();
    EXPECT_EQ(ended_with, nullptr);
}

TEST_F(PollerTest, ALargeBacklogComesWhole) {
    for (int i = 0; i < 350; ++i) telegram.add_update(said(1000 + i, i % 7));
    start();
    ASSERT_TRUE(eventually([&] { return offset() == 1350; }));
    EXPECT_EQ(number("SELECT count(*) FROM inbox"), 350);
}

}  // namespace
}  // namespace aisha::bot
