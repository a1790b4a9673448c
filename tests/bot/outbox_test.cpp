// The outbox: order, lost answers, recovery, stopping.
#include "core/limits/outbox.hpp"

#include "tests/bot/outbox_fixture.hpp"

namespace aisha::bot {
namespace {

using namespace std::chrono_literals;
using tests::answer_lost;
using tests::never_connected;

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
    ASSERT_TRUE(
        eventually([&] { return number("SELECT count(*) FROM outbox WHERE state = 'sent'") == 200; }));
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
    ASSERT_TRUE(
        eventually([&] { return number("SELECT count(*) FROM outbox WHERE state = 'sent'") == 200; }));
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
    telegram.release("sendMessage");
    start();
    ASSERT_TRUE(becomes(second, "sent"));
    EXPECT_EQ(state(id), "sent");
    EXPECT_EQ(attempts(id), 2);
    EXPECT_EQ(telegram.texts(7), (std::vector<std::string>{"hello", "hello", "second"}));
}

TEST_F(OutboxTest, AMessageSurvivesDeathsUntilTheyAreTooMany) {
    telegram.hold("sendMessage");
    start();
    auto const id = send(7, "hello");
    auto const second = send(7, "second");
    for (std::size_t deaths = 1; deaths <= limits::send_deaths_max; ++deaths) {
        ASSERT_TRUE(soon([&] { return telegram.count("sendMessage") == deaths; })) << deaths;
        die();
        EXPECT_EQ(state(id), "sending");
        if (deaths == limits::send_deaths_max) telegram.release("sendMessage");
        start();
    }
    // It died too often with it in hand: nobody knows, and it is not sent again.
    ASSERT_TRUE(becomes(second, "sent"));
    EXPECT_EQ(state(id), "unknown");
    EXPECT_EQ(telegram.texts(7).size(), limits::send_deaths_max + 1U);
}

TEST_F(OutboxTest, RowsOfThisEpochAreNotTakenForLeftOvers) {
    make();
    write([&](Transaction& tx) { outbox->send(tx, message(7, "mine")); });
    write(
        [](Transaction& tx) { tx.execute("UPDATE outbox SET state = 'sending', attempts = 1, epoch = 1"); });
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
    ASSERT_TRUE(
        eventually([&] { return kept.count("outbox_record_failed") + kept.count("outbox_waits") > 0; }));
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
