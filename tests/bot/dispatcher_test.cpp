// Updates out of the inbox: order, failures, dead letters, presses.
#include "bot/updates.hpp"
#include "tests/bot/bot_fixture.hpp"

#include <atomic>

namespace aisha::bot {
namespace {

class DispatcherTest : public tests::DatabaseFixture {
protected:
    Router router;
    std::optional<Dispatcher> dispatcher;
    TaskGroup tasks{loop.get_executor(), tests::silent_log()};
    std::vector<std::string> apologies;
    std::int64_t next_id = 1000;
    bool ended = false;

    void start() {
        ended = false;
        dispatcher.emplace(loop.get_executor(), *database, clock, kept.log(), bot, router,
                           [this](Transaction& tx, Incoming const& incoming, std::string const& reference) {
                               if (apology_fails) throw std::runtime_error("no words");
                               tx.execute("UPDATE inbox SET error = error || ' told' WHERE update_id = $1",
                                          incoming.update.update_id);
                               apologies.push_back(reference);
                           });
        tasks.spawn("dispatcher", dispatch());
    }
    bool apology_fails = false;
    awaitable<void> dispatch() {
        co_await dispatcher->run();
        ended = true;
    }
    void stop() {
        dispatcher->stop();
        ASSERT_TRUE(soon([&] { return ended; }));
    }
    ~DispatcherTest() override {
        if (dispatcher && !ended) stop();
        tests::run(loop, tasks.join());
    }

    std::int64_t add(std::int64_t chat, json::Object what) {
        auto const id = ++next_id;
        what["update_id"] = id;
        add_raw(id, chat, json::dump(what));
        return id;
    }
    void add_raw(std::int64_t id, std::int64_t chat, std::string payload) {
        write([&](Transaction& tx) {
            inbox_repository::insert(tx, bot.id(), {{UpdateId{id}, ChatId{chat}, payload}}, clock.now());
        });
        if (dispatcher) dispatcher->wake();
    }
    json::Object message(std::int64_t chat, std::string const& text) {
        return {{"message", json::Object{{"message_id", 1},
                                         {"date", 1},
                                         {"text", text},
                                         {"chat", json::Object{{"id", chat}, {"type", "private"}}}}}};
    }
    std::int64_t say(std::int64_t chat, std::string const& text) { return add(chat, message(chat, text)); }
    std::int64_t press(std::int64_t chat, std::string const& data) {
        return add(
            chat,
            {{"callback_query",
              json::Object{{"id", "press-" + data},
                           {"data", data},
                           {"from", json::Object{{"id", chat}, {"is_bot", false}, {"first_name", "Ann"}}}}}});
    }
    bool all_handled() {
        return eventually([&] { return number("SELECT count(*) FROM inbox WHERE state = 'pending'") == 0; });
    }
    std::string state(std::int64_t update) {
        return text(fmt::format("SELECT state FROM inbox WHERE update_id = {}", update));
    }
    /// A table to which handlers write, with what they saw.
    void keep_effects() {
        write([](Transaction& tx) { tx.script("CREATE TABLE effects (n BIGINT, chat BIGINT, what TEXT)"); });
    }
    static void effect(Transaction& tx, Incoming const& incoming) {
        tx.execute("INSERT INTO effects (n, chat, what) VALUES "
                   "((SELECT count(*) FROM effects WHERE chat = $1), $1, $2)",
                   incoming.chat(), incoming.update.message->text.value_or(""));
    }
};

TEST_F(DispatcherTest, HandlesEachUpdateOnceWithItsEffects) {
    keep_effects();
    router.otherwise([](Transaction& tx, Incoming const& incoming) { effect(tx, incoming); });
    say(7, "before the start");
    start();
    say(7, "after");
    ASSERT_TRUE(all_handled());
    stop();
    start();
    say(8, "last");
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(number("SELECT count(*) FROM effects"), 3);
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'handled' AND handled_at IS NOT NULL"), 3);
}

TEST_F(DispatcherTest, KeepsTheOrderOfAChatUnderLoad) {
    keep_effects();
    router.otherwise([](Transaction& tx, Incoming const& incoming) { effect(tx, incoming); });
    start();
    constexpr int chats = 20, each = 60;
    for (int i = 0; i < each; ++i)
        write([&](Transaction& tx) {
            std::vector<inbox_repository::Received> batch;
            for (int chat = 1; chat <= chats; ++chat) {
                auto what = message(chat, fmt::format("{:03}", i));
                what["update_id"] = ++next_id;
                batch.push_back({UpdateId{next_id}, ChatId{chat}, json::dump(what)});
            }
            inbox_repository::insert(tx, bot.id(), batch, clock.now());
            tx.after_commit([this] { dispatcher->wake(); });
        });
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(number("SELECT count(*) FROM effects"), chats * each);
    EXPECT_EQ(number("SELECT count(*) FROM effects a JOIN effects b ON a.chat = b.chat AND a.n < b.n AND "
                     "a.what >= b.what"),
              0);
}

TEST_F(DispatcherTest, MoreThanFitsInMemoryIsHandledInTheEnd) {
    std::atomic<int> handled = 0;
    router.otherwise([&](Transaction&, Incoming const&) { ++handled; });
    constexpr int updates = 2500;
    write([&](Transaction& tx) {
        for (int i = 0; i < updates; ++i) {
            auto what = message(i % 3, "x");
            what["update_id"] = ++next_id;
            inbox_repository::insert(tx, bot.id(), {{UpdateId{next_id}, ChatId{i % 3}, json::dump(what)}},
                                     clock.now());
        }
    });
    start();
    ASSERT_TRUE(soon([&] { return handled == updates; }));
    EXPECT_TRUE(all_handled());
}

TEST_F(DispatcherTest, AFailureLeavesNothingBehindAndIsTriedAgain) {
    keep_effects();
    std::atomic<int> runs = 0;
    router.otherwise([&](Transaction& tx, Incoming const& incoming) {
        effect(tx, incoming);
        if (++runs == 1) throw std::runtime_error("stumbled");
    });
    start();
    auto const id = say(7, "hello");
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(number("SELECT count(*) FROM effects"), 1);
    EXPECT_EQ(number("SELECT attempts FROM inbox"), 1);
    EXPECT_EQ(state(id), "handled");
    EXPECT_TRUE(apologies.empty());
}

TEST_F(DispatcherTest, WhatKeepsFailingIsBuriedWithAReferenceAndBlocksNobody) {
    std::vector<std::string> handled;
    router.otherwise([&](Transaction&, Incoming const& incoming) {
        if (*incoming.update.message->text == "poison") throw std::logic_error("broken handler");
        handled.push_back(*incoming.update.message->text);
    });
    start();
    auto const id = say(7, "poison");
    say(7, "next");
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(state(id), "dead");
    EXPECT_EQ(handled, std::vector<std::string>{"next"});
    ASSERT_EQ(apologies.size(), 1U);
    EXPECT_LE(apologies[0].size(), 8U);
    EXPECT_EQ(kept.count("update_dead"), 1U);
    EXPECT_GE(kept.count(apologies[0]), 1U) << "the reference is in the log";
    EXPECT_EQ(text("SELECT error FROM inbox WHERE state = 'dead'"), apologies[0] + " broken handler told");
    EXPECT_EQ(kept.count("update_failed"), static_cast<std::size_t>(limits::update_errors_max - 1));
}

TEST_F(DispatcherTest, AnApologyThatFailsStillEndsTheUpdate) {
    apology_fails = true;
    router.otherwise([](Transaction&, Incoming const&) { throw std::runtime_error("broken"); });
    start();
    auto const id = say(7, "poison");
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(state(id), "dead");
    EXPECT_EQ(kept.count("apology_failed"), 1U);
}

TEST_F(DispatcherTest, UnreadableUpdatesAreBuriedAtOnce) {
    std::atomic<int> handled = 0;
    router.otherwise([&](Transaction&, Incoming const&) { ++handled; });
    start();
    for (auto const* payload :
         {"", "nonsense", "[]", "{}", R"({"update_id":"x"})", R"({"update_id":1,"message":{}})",
          R"({"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":"7","type":"private"}}})"})
        add_raw(++next_id, 7, payload);
    say(7, "fine");
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'dead'"), 7);
    EXPECT_EQ(handled, 1);
    EXPECT_TRUE(apologies.empty());
}

TEST_F(DispatcherTest, OfWhatIsSaidInAGroupNothingIsKept) {
    router.otherwise([](Transaction&, Incoming const&) {});
    start();
    auto const in_group = say(-7, "among others");
    auto const in_private = say(7, "to the bot");
    ASSERT_TRUE(all_handled());
    auto const kept_of = [&](std::int64_t update) {
        return text(fmt::format("SELECT payload FROM inbox WHERE update_id = {}", update));
    };
    EXPECT_EQ(kept_of(in_group), "{}");
    EXPECT_NE(kept_of(in_private).find("to the bot"), std::string::npos);
}

TEST_F(DispatcherTest, DeeplyNestedUpdatesAreReadable) {
    std::atomic<int> handled = 0;
    router.otherwise([&](Transaction&, Incoming const&) { ++handled; });
    auto what = message(7, "deep");
    json::Value nested = 1;
    for (int i = 0; i < 100; ++i) nested = json::Array{std::move(nested)};
    what["message"].as_object()["rich_message"] = std::move(nested);
    start();
    add(7, what);
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(handled, 1);
}

TEST_F(DispatcherTest, WhatWasHandledElsewhereIsLeftAlone) {
    std::atomic<int> handled = 0;
    router.otherwise([&](Transaction& tx, Incoming const&) {
        ++handled;
        // The first one marks the second as handled while that waits in memory.
        tx.execute("UPDATE inbox SET state = 'handled', handled_at = $1 WHERE state = 'pending'",
                   clock.now());
    });
    press(7, "one");
    press(7, "two");
    start();
    ASSERT_TRUE(all_handled());
    press(7, "three");
    ASSERT_TRUE(eventually([&] { return telegram.count("answerCallbackQuery") == 2; }));
    EXPECT_EQ(telegram.calls.back().text("callback_query_id"), "press-three");
    EXPECT_EQ(handled, 2);
}

TEST_F(DispatcherTest, WhileTheDatabaseIsAwayItWaitsWithoutCounting) {
    std::atomic<int> runs = 0;
    router.otherwise([&](Transaction&, Incoming const&) {
        if (++runs <= 10) throw Unavailable("disk full");
    });
    start();
    auto const id = say(7, "hello");
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(state(id), "handled");
    EXPECT_EQ(number("SELECT attempts FROM inbox"), 0);
    EXPECT_EQ(kept.count("update_waits"), 1U);
}

TEST_F(DispatcherTest, AChatThatWaitsHoldsUpNoOther) {
    std::atomic<bool> away = true;
    router.otherwise([&](Transaction&, Incoming const& incoming) {
        if (incoming.chat() == ChatId{7} && away) throw Unavailable("away");
    });
    start();
    auto const first = say(7, "waits");
    auto const second = say(8, "goes");
    ASSERT_TRUE(soon([&] { return state(second) == "handled"; }));
    EXPECT_EQ(state(first), "pending");
    away = false;
    ASSERT_TRUE(all_handled());
}

TEST_F(DispatcherTest, PressesAreAnsweredWithTheHandlersWords) {
    router.otherwise([](Transaction&, Incoming const& incoming) {
        if (*incoming.update.callback_query->data == "notice") incoming.answer("Done");
        if (*incoming.update.callback_query->data == "window") incoming.alert(std::string(300, 'x'));
    });
    start();
    press(7, "quiet");
    press(7, "notice");
    press(7, "window");
    ASSERT_TRUE(eventually([&] { return telegram.count("answerCallbackQuery") == 3; }));
    auto const answers = telegram.of("answerCallbackQuery");
    EXPECT_EQ(answers[0].text("callback_query_id"), "press-quiet");
    EXPECT_FALSE(answers[0].has("text"));
    EXPECT_EQ(answers[1].text(), "Done");
    EXPECT_FALSE(answers[1].has("show_alert"));
    EXPECT_TRUE(answers[2].has("show_alert"));
    EXPECT_LE(answers[2].text().size(), 203U);
}

TEST_F(DispatcherTest, PressesAreAnsweredWhenTheHandlerFailsToo) {
    std::atomic<bool> away = true;
    router.otherwise([&](Transaction&, Incoming const& incoming) {
        incoming.answer("never seen");
        if (*incoming.update.callback_query->data == "broken") throw std::runtime_error("broken");
        if (away) throw Unavailable("away");
    });
    start();
    press(7, "broken");
    ASSERT_TRUE(eventually([&] { return telegram.count("answerCallbackQuery") == 1; }));
    EXPECT_FALSE(telegram.calls.back().has("text"));
    press(7, "away");
    ASSERT_TRUE(eventually([&] { return telegram.count("answerCallbackQuery") == 2; }));
    EXPECT_FALSE(telegram.calls.back().has("text"));
    away = false;
    ASSERT_TRUE(all_handled());
    settle();
    EXPECT_EQ(telegram.count("answerCallbackQuery"), 2U) << "once for each press";
}

TEST_F(DispatcherTest, StopFinishesWhatIsInHandAndKeepsTheRest) {
    std::atomic<int> handled = 0;
    router.otherwise([&](Transaction& tx, Incoming const&) {
        ++handled;
        tx.after_commit([this] { dispatcher->stop(); });
    });
    say(7, "one");
    say(7, "two");
    start();
    ASSERT_TRUE(soon([&] { return ended; }));
    EXPECT_EQ(handled, 1);
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'pending'"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'handled'"), 1);
}

TEST_F(DispatcherTest, OldHandledUpdatesAreForgottenAndDeadOnesKept) {
    router.otherwise([](Transaction&, Incoming const&) {});
    for (int i = 0; i < 3; ++i) say(7, "x");
    write([](Transaction& tx) {
        tx.execute("UPDATE inbox SET state = 'handled', handled_at = 1 WHERE update_id < 1003");
    });
    write([](Transaction& tx) {
        tx.execute("UPDATE inbox SET state = 'dead', handled_at = 1 WHERE update_id = 1002");
    });
    start();
    EXPECT_TRUE(eventually([&] { return number("SELECT count(*) FROM inbox") == 2; }));
    ASSERT_TRUE(all_handled());
    EXPECT_EQ(state(1002), "dead");
    EXPECT_EQ(state(1003), "handled");
}

}  // namespace
}  // namespace aisha::bot
