// Which handler takes an update, and what an update is about.
#include "bot/router.hpp"

#include "bot/updates.hpp"
#include "tests/bot/bot_fixture.hpp"

namespace aisha::bot {
namespace {

struct Open {
    static constexpr std::string_view prefix = "open";
    TranscriptId id;
};
BOOST_DESCRIBE_STRUCT(Open, (), (id))

class RouterTest : public tests::DatabaseFixture {
protected:
    std::string username;
    Router router{[this] { return username; }};
    std::vector<std::string> taken;

    Handler note(std::string name) {
        return [this, name](Transaction&, Incoming const&) { taken.push_back(name); };
    }
    void handle(Incoming const& incoming) {
        taken.clear();
        write([&](Transaction& tx) { router.handle(tx, incoming); });
    }
    Incoming message(std::optional<std::string> text) {
        Incoming incoming{.update = {}, .log = kept.log()};
        Message one;
        one.chat.id = ChatId{-5};
        one.from = User{.id = UserId{7}};
        one.text = std::move(text);
        incoming.update.message = one;
        return incoming;
    }
    Incoming press(std::string data) {
        Incoming incoming{.update = {}, .log = kept.log()};
        CallbackQuery query;
        query.id = "q";
        query.from.id = UserId{7};
        query.data = std::move(data);
        incoming.update.callback_query = query;
        return incoming;
    }
};

TEST_F(RouterTest, CommandsStandAloneOrBeforeWords) {
    router.command("start", note("start")).otherwise(note("rest"));
    username = "Aisha_Bot";
    for (auto const* text :
         {"/start", "/start now", "/start\nnow", "/START", "/start@aisha_bot", "/Start@AISHA_BOT x"}) {
        handle(message(text));
        EXPECT_EQ(taken, std::vector<std::string>{"start"}) << text;
    }
    for (auto const* text :
         {"start", "/starts", "/star", " /start", "/start@other_bot", "/start@", "/", "", "/start-x"}) {
        handle(message(text));
        EXPECT_EQ(taken, std::vector<std::string>{"rest"}) << text;
    }
    handle(message(std::nullopt));
    EXPECT_EQ(taken, std::vector<std::string>{"rest"});
}

TEST_F(RouterTest, AUsernameThatIsNotKnownYetIsNobodys) {
    router.command("start", note("start")).otherwise(note("rest"));
    handle(message("/start@aisha_bot"));
    EXPECT_EQ(taken, std::vector<std::string>{"rest"});
    username = "aisha_bot";
    handle(message("/start@aisha_bot"));
    EXPECT_EQ(taken, std::vector<std::string>{"start"});
}

TEST_F(RouterTest, PressesGoToTheirButton) {
    std::int64_t opened = 0;
    router.on<Open>([&](Transaction&, Incoming const&, Open const& button) { opened = button.id.value; })
        .otherwise(note("rest"));
    handle(press("open:12"));
    EXPECT_EQ(opened, 12);
    EXPECT_TRUE(taken.empty());
    for (auto const* data : {"open:x", "open", "other:12", ""}) {
        handle(press(data));
        EXPECT_EQ(taken, std::vector<std::string>{"rest"}) << data;
    }
}

TEST_F(RouterTest, TheFirstThatMatchesTakesIt) {
    router.when([](Incoming const& incoming) { return incoming.update.message.has_value(); }, note("first"))
        .command("start", note("second"));
    handle(message("/start"));
    EXPECT_EQ(taken, std::vector<std::string>{"first"});
    handle(press("x"));
    EXPECT_TRUE(taken.empty());
    EXPECT_EQ(kept.count("update_unhandled"), 1U);
}

TEST_F(RouterTest, AnUpdateTellsItsChatAndSender) {
    auto said = message("hi");
    EXPECT_EQ(said.chat(), ChatId{-5});
    EXPECT_EQ(said.sender()->id, UserId{7});
    said.update.message->from.reset();
    EXPECT_EQ(said.sender(), nullptr);

    auto pressed = press("x");
    EXPECT_EQ(pressed.chat(), ChatId{7});
    EXPECT_EQ(pressed.sender()->id, UserId{7});
    EXPECT_EQ(pressed.message(), nullptr);
    Message old;
    old.chat.id = ChatId{-9};
    pressed.update.callback_query->message = old;
    EXPECT_EQ(pressed.chat(), ChatId{-9});

    Incoming member{.update = {}, .log = kept.log()};
    member.update.my_chat_member = ChatMemberUpdated{.chat = {.id = ChatId{-3}}, .from = {.id = UserId{8}}};
    EXPECT_EQ(member.chat(), ChatId{-3});
    EXPECT_EQ(member.sender()->id, UserId{8});

    Incoming const nothing{.update = {}, .log = kept.log()};
    EXPECT_EQ(nothing.chat(), ChatId{0});
    EXPECT_EQ(nothing.sender(), nullptr);
}

TEST(ChatOf, FindsTheOrderOfAnyKindOfUpdate) {
    auto const chat = [](std::string_view text) { return chat_of(json::parse(text)).value; };
    EXPECT_EQ(chat(R"({"update_id":1,"message":{"chat":{"id":-100},"from":{"id":7}}})"), -100);
    EXPECT_EQ(chat(R"({"callback_query":{"from":{"id":7},"message":{"chat":{"id":-5}}},"update_id":1})"), -5);
    EXPECT_EQ(chat(R"({"update_id":1,"inline_query":{"from":{"id":7}}})"), 7);
    EXPECT_EQ(chat(R"({"update_id":1,"poll_answer":{"user":{"id":9}}})"), 9);
    EXPECT_EQ(chat(R"({"update_id":1,"new_kind":{"chat":{"id":"x"}}})"), 0);
    EXPECT_EQ(chat(R"({"update_id":1})"), 0);
    EXPECT_EQ(chat("[]"), 0);
}

}  // namespace
}  // namespace aisha::bot
