// Dialogue states over restarts and versions.
#include "bot/conversation.hpp"

#include "database/repositories/conversation_repository.hpp"
#include "tests/bot/bot_fixture.hpp"

namespace aisha::bot {
namespace {

struct Naming {
    static constexpr std::string_view name = "naming";
    TranscriptId transcript;
};
BOOST_DESCRIBE_STRUCT(Naming, (), (transcript))

struct Waiting {
    static constexpr std::string_view name = "waiting";
};
BOOST_DESCRIBE_STRUCT(Waiting, (), ())

class ConversationTest : public tests::DatabaseFixture {
protected:
    Conversations<Naming, Waiting> conversations{clock};
    ConversationKey const key{ChatId{-5}, UserId{7}};

    auto load(ConversationKey whose) {
        return write([&, whose](Transaction& tx) { return conversations.load(tx, kept.log(), whose); });
    }
    void store(std::string text) {
        write([&](Transaction& tx) {
            tx.execute(
                "INSERT INTO conversations (chat_id, user_id, state, updated_at) VALUES (-5, 7, $1, 0) "
                "ON CONFLICT (chat_id, user_id) DO UPDATE SET state = excluded.state",
                text);
        });
    }
};

TEST_F(ConversationTest, AStateComesBackWithItsData) {
    EXPECT_FALSE(load(key));
    write([&](Transaction& tx) { conversations.save(tx, key, Naming{TranscriptId{12}}); });
    auto const state = load(key);
    ASSERT_TRUE(state);
    EXPECT_EQ(std::get<Naming>(*state).transcript, TranscriptId{12});
    EXPECT_EQ(text("SELECT state FROM conversations"), R"({"transcript":12,"state":"naming"})");

    write([&](Transaction& tx) { conversations.save(tx, key, Waiting{}); });
    EXPECT_TRUE(std::holds_alternative<Waiting>(*load(key)));
    EXPECT_EQ(number("SELECT count(*) FROM conversations"), 1);
}

TEST_F(ConversationTest, EveryPersonHasTheirOwnInEveryChat) {
    write([&](Transaction& tx) { conversations.save(tx, key, Waiting{}); });
    EXPECT_FALSE(load({ChatId{-5}, UserId{8}}));
    EXPECT_FALSE(load({ChatId{-6}, UserId{7}}));
}

TEST_F(ConversationTest, EndsWhenCleared) {
    write([&](Transaction& tx) { conversations.save(tx, key, Waiting{}); });
    write([&](Transaction& tx) { clear_conversation(tx, key); });
    EXPECT_FALSE(load(key));
    write([&](Transaction& tx) { clear_conversation(tx, key); });
}

TEST_F(ConversationTest, WhatAnotherVersionLeftIsForgottenAndLogged) {
    std::size_t logged = 0;
    for (auto const* stored :
         {R"({"state":"unheard_of"})", R"({"state":"naming"})", R"({"state":"naming","transcript":"x"})",
          R"({"state":5})", R"({})", "[]", "nonsense", ""}) {
        store(stored);
        EXPECT_FALSE(load(key)) << stored;
        EXPECT_EQ(kept.count("conversation_forgotten"), ++logged) << stored;
    }
}

}  // namespace
}  // namespace aisha::bot
