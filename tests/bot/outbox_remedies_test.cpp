// What the outbox does about each error of the Bot API.
#include "tests/bot/outbox_fixture.hpp"

namespace aisha::bot {
namespace {

using namespace std::chrono_literals;
using tests::refused;

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
    refuse(429, "Too Many Requests: retry after 30", json::Object{{"retry_after", 30}},
           limits::slowed_chats_max);
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

/// A database whose writes return late once a message for `chat` is marked as being sent.
class LateDatabase : public Database {
public:
    LateDatabase(asio::any_io_executor executor, Database& real, std::int64_t chat)
        : real_(real), chat_(chat), released_(std::move(executor)) {}

    awaitable<bool> hold(std::string name) override { return real_.hold(std::move(name)); }
    awaitable<void> scrub() override { return real_.scrub(); }
    Dialect dialect() const override { return real_.dialect(); }
    bool late() const { return late_; }
    void release() { released_.notify(); }

protected:
    awaitable<void> run_write(Work work) override {
        co_await real_.write(std::move(work));
        if (late_) co_return;
        auto const sending = co_await real_.read([this](Transaction& tx) {
            return tx.one<std::int64_t>(
                "SELECT count(*) FROM outbox WHERE state = 'sending' AND chat_id = $1", chat_);
        });
        if (sending == 0) co_return;
        late_ = true;
        co_await released_.wait();
    }
    awaitable<void> run_read(Work work) override { return real_.read(std::move(work)); }

private:
    Database& real_;
    std::int64_t chat_;
    Wakeup released_;
    bool late_ = false;
};

class LateOutboxTest : public OutboxTest {
public:
    ~LateOutboxTest() override {
        late.release();
        if (outbox) die();
    }

protected:
    LateDatabase late{loop.get_executor(), *database, 99};
};

TEST_F(LateOutboxTest, WhatWasClaimedBeforeTheBotIsToldToRestRestsToo) {
    telegram.hold("sendMessage");
    refuse(429, "Too Many Requests: retry after 30", json::Object{{"retry_after", 30}},
           limits::slowed_chats_max);
    make(late);
    go();
    for (int chat = 1; chat <= static_cast<int>(limits::slowed_chats_max); ++chat) send(chat, "x");
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == limits::slowed_chats_max; }));
    auto const id = send(99, "new chat");
    ASSERT_TRUE(soon([&] { return late.late(); }));
    telegram.release("sendMessage");
    ASSERT_TRUE(soon([&] { return kept.count("bot_slowed") == 1; }));
    late.release();
    ASSERT_TRUE(soon([&] { return state(id) == "pending"; }));
    EXPECT_EQ(telegram.count("sendMessage"), limits::slowed_chats_max);
    EXPECT_EQ(attempts(id), 0);
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
    telegram.next(
        "sendMessage",
        [](auto const& call) {
            return call.chat() == 7 ? refused(403, "Forbidden: user is deactivated")
                                    : tests::answered(json::Object{{"message_id", 5}});
        },
        2);
    start();
    auto const [bad, good] = write([&](Transaction& tx) {
        return std::pair(outbox->send(tx, message(7, "x")), outbox->send(tx, message(8, "y")));
    });
    EXPECT_TRUE(becomes(good, "sent"));
    EXPECT_TRUE(becomes(bad, "failed"));
    EXPECT_EQ(kept.count("outbox_record_failed"), 1U);
}

TEST_F(OutboxTest, AMigratedGroupTakesItsMessagesAlong) {
    refuse(400, "Bad Request: group chat was upgraded to a supergroup chat",
           json::Object{{"migrate_to_chat_id", -1005}});
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
    EXPECT_NE(text(fmt::format("SELECT error FROM outbox WHERE id = {}", bad)).find("too long"),
              std::string::npos);
}

}  // namespace
}  // namespace aisha::bot
