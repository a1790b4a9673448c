// The outbox: order, every remedy, lost answers, recovery.
#include "bot/outbox.hpp"

#include "database/repositories/instance_repository.hpp"
#include "tests/bot/bot_fixture.hpp"

namespace aisha::bot {
namespace {

using namespace std::chrono_literals;
using tests::answer_lost;
using tests::never_connected;
using tests::refused;

class OutboxTest : public tests::DatabaseFixture {
protected:
    std::optional<Outbox> outbox;
    TaskGroup tasks{loop.get_executor(), tests::silent_log()};
    std::vector<std::int64_t> unreachable;
    bool unreachable_fails = false;
    bool ended = false;

    void make() {
        auto const epoch =
            write([&](Transaction& tx) { return instance_repository::begin_epoch(tx, "test", clock.now()); });
        outbox.emplace(loop.get_executor(), *database, clock, kept.log(), bot, Outbox::Options{.epoch = epoch},
                       [this](Transaction&, ChatId chat) {
                           if (unreachable_fails) throw std::runtime_error("no such person");
                           unreachable.push_back(chat.value);
                       });
    }
    void go() {
        ended = false;
        tasks.spawn("outbox", deliver());
    }
    void start() {
        make();
        go();
    }
    awaitable<void> deliver() {
        co_await outbox->run();
        ended = true;
    }
    void stop() {
        outbox->stop();
        ASSERT_TRUE(soon([&] { return ended; }));
    }
    /// Ends as a process that is killed: nothing more is recorded.
    void die() {
        outbox->cancel();
        ASSERT_TRUE(soon([&] { return ended; }));
    }
    ~OutboxTest() override {
        if (outbox && tasks.size() > 0) die();
        tests::run(loop, tasks.join());
    }

    SendMessage message(std::int64_t chat, std::string text) {
        SendMessage one;
        one.chat_id = ChatId{chat};
        one.text = std::move(text);
        return one;
    }
    OutboxId send(SendMessage const& one) {
        return write([&](Transaction& tx) { return outbox->send(tx, one); });
    }
    OutboxId send(std::int64_t chat, std::string text) { return send(message(chat, std::move(text))); }
    std::string state(OutboxId id) { return text(fmt::format("SELECT state FROM outbox WHERE id = {}", id)); }
    bool becomes(OutboxId id, std::string const& wanted) {
        return eventually([&] { return state(id) == wanted; });
    }
    std::int64_t attempts(OutboxId id) { return number(fmt::format("SELECT attempts FROM outbox WHERE id = {}", id)); }
    std::optional<MessageId> message_of(OutboxId id) {
        return write([&](Transaction& tx) { return outbox->message_of(tx, id); });
    }
    void refuse(int code, std::string const& description, json::Value parameters = nullptr, int times = 1,
                std::string const& method = "sendMessage") {
        telegram.next(method, [=](auto&) { return refused(code, description, parameters); }, times);
    }
};

TEST_F(OutboxTest, SendsAndRecordsWhatWasCommitted) {
    start();
    auto const id = send(7, "hello");
    EXPECT_FALSE(message_of(id));
    ASSERT_TRUE(becomes(id, "sent"));
    EXPECT_EQ(message_of(id), MessageId{101});
    EXPECT_EQ(telegram.texts(7), std::vector<std::string>{"hello"});
    EXPECT_EQ(number("SELECT attempts FROM outbox WHERE finished_at IS NOT NULL"), 1);
}

TEST_F(OutboxTest, WhatWasRolledBackIsNotSent) {
    start();
    EXPECT_THROW(write([&](Transaction& tx) {
                     outbox->send(tx, message(7, "never"));
                     throw std::runtime_error("changed my mind");
                 }),
                 std::runtime_error);
    ASSERT_TRUE(becomes(send(7, "real"), "sent"));
    EXPECT_EQ(telegram.texts(), std::vector<std::string>{"real"});
}

TEST_F(OutboxTest, TheRowIsMarkedBeforeTheCall) {
    telegram.hold("sendMessage");
    start();
    auto const id = send(7, "hello");
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == 1; }));
    EXPECT_EQ(state(id), "sending");
    EXPECT_EQ(attempts(id), 1);
    telegram.release("sendMessage");
    EXPECT_TRUE(becomes(id, "sent"));
}

TEST_F(OutboxTest, KeepsTheOrderOfAChatWhileChatsGoBesideEachOther) {
    telegram.hold("sendMessage");
    start();
    write([&](Transaction& tx) {
        for (int i = 0; i < 20; ++i)
            for (int chat = 1; chat <= 10; ++chat) outbox->send(tx, message(chat, fmt::format("{:02}", i)));
    });
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == 10; }));
    EXPECT_EQ(telegram.most_at_once, 10U);
    telegram.release("sendMessage");
    ASSERT_TRUE(eventually([&] { return number("SELECT count(*) FROM outbox WHERE state = 'sent'") == 200; }));
    for (int chat = 1; chat <= 10; ++chat) {
        auto const texts = telegram.texts(chat);
        EXPECT_EQ(texts.size(), 20U);
        EXPECT_TRUE(std::ranges::is_sorted(texts));
    }
}

TEST_F(OutboxTest, SendsToALimitedNumberOfChatsAtOnce) {
    telegram.hold("sendMessage");
    start();
    write([&](Transaction& tx) {
        for (int chat = 1; chat <= 200; ++chat) outbox->send(tx, message(chat, "x"));
    });
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == limits::sends_at_once; }));
    settle();
    EXPECT_EQ(telegram.count("sendMessage"), limits::sends_at_once);
    telegram.release("sendMessage");
    ASSERT_TRUE(eventually([&] { return number("SELECT count(*) FROM outbox WHERE state = 'sent'") == 200; }));
    EXPECT_EQ(telegram.count("sendMessage"), 200U);
}

TEST_F(OutboxTest, ARefusedConnectionIsTriedAsLongAsItTakes) {
    telegram.next("sendMessage", never_connected, 60);
    start();
    auto const id = send(7, "hello");
    ASSERT_TRUE(eventually([&] { return telegram.count("sendMessage") == 60; }));
    auto const back_at = clock.now();
    ASSERT_TRUE(becomes(id, "sent"));
    EXPECT_LE(clock.now() - back_at, 15s);
    EXPECT_EQ(attempts(id), 1);
    EXPECT_EQ(kept.count("warning message_waits"), 1U) << "once, not for each try";
}

TEST_F(OutboxTest, ALostAnswerIsRepeatedOnceAndThenUnknown) {
    telegram.next("sendMessage", answer_lost, 2);
    start();
    auto const lost = send(7, "lost");
    auto const next = send(7, "next");
    ASSERT_TRUE(becomes(lost, "unknown"));
    ASSERT_TRUE(becomes(next, "sent"));
    EXPECT_EQ(telegram.texts(), (std::vector<std::string>{"lost", "lost", "next"}));
    EXPECT_EQ(kept.count("message_unknown"), 1U);
}

TEST_F(OutboxTest, OneLostAnswerIsNoLostMessage) {
    telegram.next("sendMessage", [](auto&) { return tests::html_page(502); });
    start();
    auto const id = send(7, "hello");
    ASSERT_TRUE(becomes(id, "sent"));
    EXPECT_EQ(attempts(id), 2);
    EXPECT_EQ(telegram.count("sendMessage"), 2U);
}

TEST_F(OutboxTest, TheRepetitionWaitsUntilTheApiAnswers) {
    telegram.next("sendMessage", answer_lost);
    telegram.next("getMe", [](auto&) { return tests::html_page(502); }, 20);
    start();
    auto const id = send(7, "hello");
    ASSERT_TRUE(eventually([&] { return telegram.count("getMe") == 20; }));
    EXPECT_EQ(telegram.count("sendMessage"), 1U);
    ASSERT_TRUE(becomes(id, "sent"));
    EXPECT_EQ(telegram.count("sendMessage"), 2U);
}

TEST_F(OutboxTest, RefusalsInBetweenDoNotUseUpTheRepetition) {
    telegram.next("sendMessage", answer_lost);
    refuse(500, "Internal Server Error", nullptr, 3);
    telegram.next("sendMessage", never_connected, 3);
    start();
    ASSERT_TRUE(becomes(send(7, "hello"), "sent"));
}

TEST_F(OutboxTest, ChangesAndDeletionsAreRepeatedAtWill) {
    telegram.next("editMessageText", answer_lost, 5);
    telegram.next("deleteMessage", answer_lost, 5);
    start();
    auto const [edited, removed] = write([&](Transaction& tx) {
        EditMessageText edit;
        edit.chat_id = ChatId{7};
        edit.message_id = MessageId{50};
        edit.text = "new";
        DeleteMessage removal;
        removal.chat_id = ChatId{7};
        removal.message_id = MessageId{51};
        return std::pair(outbox->edit(tx, edit), outbox->remove(tx, removal));
    });
    EXPECT_TRUE(becomes(edited, "sent"));
    EXPECT_TRUE(becomes(removed, "sent"));
    EXPECT_EQ(telegram.count("editMessageText"), 6U);
    EXPECT_EQ(telegram.of("deleteMessage").back().number("message_id"), 51);
}

TEST_F(OutboxTest, RetryAfterIsObeyedForThatChatOnly) {
    refuse(429, "Too Many Requests: retry after 30", json::Object{{"retry_after", 30}});
    start();
    auto const slow = send(7, "slow");
    auto const after = send(7, "after");
    ASSERT_TRUE(soon([&] { return kept.count("message_waits") == 1; }));
    ASSERT_TRUE(soon([&] { return state(slow) == "pending"; }));
    auto const other = send(8, "other");
    ASSERT_TRUE(soon([&] { return state(other) == "sent"; }));
    clock.advance(30s - 1us);
    settle();
    EXPECT_TRUE(telegram.texts(7) == std::vector<std::string>{"slow"}) << "too early";
    EXPECT_EQ(attempts(slow), 0);
    ASSERT_TRUE(becomes(after, "sent"));
    EXPECT_EQ(telegram.texts(7), (std::vector<std::string>{"slow", "slow", "after"}));
    EXPECT_EQ(attempts(slow), 1);
}

TEST_F(OutboxTest, WhenSeveralChatsAreSlowedTheBotRests) {
    refuse(429, "Too Many Requests: retry after 30", json::Object{{"retry_after", 30}}, limits::slowed_chats_max);
    start();
    for (int chat = 1; chat <= static_cast<int>(limits::slowed_chats_max); ++chat) send(chat, "x");
    ASSERT_TRUE(soon([&] { return kept.count("bot_slowed") == 1; }));
    auto const calls = telegram.count("sendMessage");
    auto const id = send(99, "new chat");
    settle();
    EXPECT_EQ(telegram.count("sendMessage"), calls);
    clock.advance(31s);
    EXPECT_TRUE(becomes(id, "sent"));
}

TEST_F(OutboxTest, AnUnreachableChatLosesWhatWaitedForIt) {
    telegram.hold("sendMessage");
    refuse(403, "Forbidden: bot was blocked by the user");
    start();
    auto const first = send(7, "one");
    auto const second = send(7, "two");
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == 1; }));
    // Written while the call was on its way: the person may be back by then.
    clock.advance(1s);
    auto const later = send(7, "three");
    auto const other = send(8, "other");
    telegram.release("sendMessage");
    ASSERT_TRUE(becomes(other, "sent"));
    ASSERT_TRUE(becomes(later, "sent"));
    EXPECT_EQ(state(first), "failed");
    EXPECT_EQ(state(second), "failed");
    EXPECT_EQ(unreachable, std::vector<std::int64_t>{7});
    EXPECT_EQ(telegram.texts(7), (std::vector<std::string>{"one", "three"}));
}

TEST_F(OutboxTest, TroubleWithOneRowStaysItsOwn) {
    unreachable_fails = true;
    telegram.next("sendMessage", [](auto const& call) {
        return call.chat() == 7 ? refused(403, "Forbidden: user is deactivated") : tests::answered(json::Object{{"message_id", 5}});
    }, 2);
    start();
    auto const [bad, good] = write([&](Transaction& tx) {
        return std::pair(outbox->send(tx, message(7, "x")), outbox->send(tx, message(8, "y")));
    });
    EXPECT_TRUE(becomes(good, "sent"));
    EXPECT_TRUE(becomes(bad, "failed"));
    EXPECT_EQ(kept.count("outbox_record_failed"), 1U);
}

TEST_F(OutboxTest, AMigratedGroupTakesItsMessagesAlong) {
    refuse(400, "Bad Request: group chat was upgraded to a supergroup chat", json::Object{{"migrate_to_chat_id", -1005}});
    start();
    auto const [first, second] = write([&](Transaction& tx) {
        return std::pair(outbox->send(tx, message(-5, "one")), outbox->send(tx, message(-5, "two")));
    });
    ASSERT_TRUE(becomes(second, "sent"));
    EXPECT_EQ(state(first), "sent");
    EXPECT_EQ(telegram.texts(-1005), (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(attempts(first), 1);
}

TEST_F(OutboxTest, MessagesAreChangedAsTelegramNeedsThem) {
    refuse(400, "Bad Request: message to be replied not found");
    refuse(400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 0");
    start();
    auto one = message(7, "<b>a &lt; b");
    one.parse_mode = "HTML";
    one.reply_parameters = ReplyParameters{.message_id = MessageId{3}};
    auto const id = send(one);
    ASSERT_TRUE(becomes(id, "sent"));
    auto const calls = telegram.of("sendMessage");
    ASSERT_EQ(calls.size(), 3U);
    EXPECT_TRUE(calls[0].has("reply_parameters"));
    EXPECT_FALSE(calls[1].has("reply_parameters"));
    EXPECT_EQ(calls[1].text("parse_mode"), "HTML");
    EXPECT_FALSE(calls[2].has("parse_mode"));
    EXPECT_EQ(calls[2].text(), "a < b");
    EXPECT_EQ(attempts(id), 1);
}

TEST_F(OutboxTest, WhatWasChangedOnceAndIsRefusedAgainFails) {
    refuse(400, "Bad Request: can't parse entities", nullptr, 2);
    refuse(400, "Bad Request: message to be replied not found");
    start();
    auto one = message(7, "<b>");
    one.parse_mode = "HTML";
    EXPECT_TRUE(becomes(send(one), "failed"));
    EXPECT_TRUE(becomes(send(7, "no reply in it"), "failed"));
    EXPECT_EQ(kept.count("message_failed"), 2U);
}

TEST_F(OutboxTest, AnEditOfAMessageThatIsGoneIsSentAnew) {
    refuse(400, "Bad Request: message to edit not found", nullptr, 1, "editMessageText");
    start();
    auto const id = write([&](Transaction& tx) {
        EditMessageText edit;
        edit.chat_id = ChatId{7};
        edit.message_id = MessageId{50};
        edit.text = "new";
        return outbox->edit(tx, edit);
    });
    ASSERT_TRUE(becomes(id, "sent"));
    EXPECT_EQ(telegram.texts(7), std::vector<std::string>{"new"});
    EXPECT_FALSE(telegram.calls.back().has("message_id"));
    EXPECT_EQ(message_of(id), MessageId{101});
}

TEST_F(OutboxTest, NotModifiedIsAsGoodAsDone) {
    refuse(400, "Bad Request: message is not modified: same", nullptr, 1, "editMessageText");
    start();
    auto const id = write([&](Transaction& tx) {
        EditMessageText edit;
        edit.chat_id = ChatId{7};
        edit.message_id = MessageId{50};
        edit.text = "same";
        return outbox->edit(tx, edit);
    });
    EXPECT_TRUE(becomes(id, "sent"));
    EXPECT_EQ(telegram.count("sendMessage"), 0U);
}

TEST_F(OutboxTest, AMistakeOfOursFailsLoudlyAndTheNextGoesOn) {
    refuse(400, "Bad Request: message is too long");
    start();
    auto const bad = send(7, "bad");
    auto const good = send(7, "good");
    ASSERT_TRUE(becomes(good, "sent"));
    EXPECT_EQ(state(bad), "failed");
    EXPECT_EQ(kept.count("message_failed"), 1U);
    EXPECT_NE(text(fmt::format("SELECT error FROM outbox WHERE id = {}", bad)).find("too long"), std::string::npos);
}

TEST_F(OutboxTest, DeletesTheMessageThatARowBrings) {
    start();
    auto const [placeholder, removal] = write([&](Transaction& tx) {
        auto const id = outbox->send(tx, message(-7, "Working"));
        return std::pair(id, outbox->remove_sent(tx, ChatId{-7}, id));
    });
    ASSERT_TRUE(becomes(removal, "sent"));
    ASSERT_EQ(telegram.count("deleteMessage"), 1U);
    EXPECT_EQ(telegram.calls.back().number("message_id"), message_of(placeholder)->value);
    EXPECT_EQ(telegram.calls.back().chat(), -7);
}

TEST_F(OutboxTest, DeletesNothingWhereNothingCame) {
    refuse(400, "Bad Request: message is too long");
    start();
    auto const removal = write([&](Transaction& tx) {
        return outbox->remove_sent(tx, ChatId{-7}, outbox->send(tx, message(-7, "Working")));
    });
    auto const next = send(-7, "next");
    EXPECT_TRUE(becomes(removal, "sent"));
    EXPECT_TRUE(becomes(next, "sent"));
    EXPECT_EQ(telegram.count("deleteMessage"), 0U);
}

TEST_F(OutboxTest, AfterACrashWhatMayHaveBeenSentIsSentOnceMore) {
    telegram.hold("sendMessage");
    start();
    auto const id = send(7, "hello");
    auto const second = send(7, "second");
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == 1; }));
    die();
    EXPECT_EQ(state(id), "sending");
    start();
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == 2; }));
    die();
    EXPECT_EQ(attempts(id), 2);
    // A second death with it in hand: nobody knows, and it is not sent a third time.
    telegram.release("sendMessage");
    start();
    ASSERT_TRUE(becomes(second, "sent"));
    EXPECT_EQ(state(id), "unknown");
    EXPECT_EQ(telegram.texts(7), (std::vector<std::string>{"hello", "hello", "second"}));
}

TEST_F(OutboxTest, RowsOfThisEpochAreNotTakenForLeftOvers) {
    make();
    write([&](Transaction& tx) { outbox->send(tx, message(7, "mine")); });
    write([](Transaction& tx) { tx.execute("UPDATE outbox SET state = 'sending', attempts = 1, epoch = 1"); });
    go();
    ASSERT_TRUE(becomes(send(8, "other"), "sent"));
    EXPECT_EQ(telegram.texts(7).size(), 0U);
}

TEST_F(OutboxTest, WhatWaitedAtTheEndGoesOutAtTheNextStart) {
    make();
    auto const id = send(7, "hello");
    EXPECT_EQ(telegram.count("sendMessage"), 0U);
    go();
    EXPECT_TRUE(becomes(id, "sent"));
}

TEST_F(OutboxTest, StopSendsWhatIsPendingAndReturns) {
    start();
    write([&](Transaction& tx) {
        for (int i = 0; i < 30; ++i) outbox->send(tx, message(7, fmt::format("{}", i)));
    });
    stop();
    EXPECT_EQ(telegram.count("sendMessage"), 30U);
    EXPECT_EQ(number("SELECT count(*) FROM outbox WHERE state = 'sent'"), 30);
}

TEST_F(OutboxTest, StopDoesNotWaitForWhatCannotBeSent) {
    telegram.next("sendMessage", never_connected, 100);
    start();
    auto const id = send(7, "hello");
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") > 0; }));
    stop();
    EXPECT_EQ(state(id), "pending");
    EXPECT_EQ(attempts(id), 0);
}

TEST_F(OutboxTest, WaitsForTheDatabaseAndForgetsNothing) {
    telegram.hold("sendMessage");
    start();
    auto const id = send(7, "hello");
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == 1; }));
    write([](Transaction& tx) { tx.script("ALTER TABLE outbox RENAME TO away"); });
    telegram.release("sendMessage");
    ASSERT_TRUE(eventually([&] { return kept.count("outbox_record_failed") + kept.count("outbox_waits") > 0; }));
    write([](Transaction& tx) { tx.script("ALTER TABLE away RENAME TO outbox"); });
    EXPECT_TRUE(eventually([&] { return state(id) != "sending"; }));
    EXPECT_EQ(telegram.count("sendMessage"), 1U);
}

TEST_F(OutboxTest, OldFinishedRowsAreForgotten) {
    start();
    auto const old = send(7, "old");
    ASSERT_TRUE(becomes(old, "sent"));
    clock.advance(std::chrono::days(8));
    ASSERT_TRUE(becomes(send(7, "new"), "sent"));
    EXPECT_TRUE(eventually([&] { return number("SELECT count(*) FROM outbox") == 1; }));
}

}  // namespace
}  // namespace aisha::bot
