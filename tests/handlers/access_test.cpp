// Strangers, invitations and quotas, as people meet them.
#include "texts/access.hpp"

#include "database/repositories/settings_repository.hpp"
#include "handlers/transcript/transcribe.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/texts.hpp"

#include <regex>

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t admin = 900;

json::Object voice(std::int64_t seconds = 3) {
    auto fields = voice_message();
    fields.at("voice").as_object()["duration"] = seconds;
    return fields;
}

json::Object in_group(json::Object fields, std::int64_t person) {
    fields["message_id"] = 9;
    fields["from"] =
        json::Object{{"id", person}, {"is_bot", false}, {"first_name", "A"}, {"language_code", "en"}};
    fields["chat"] = json::Object{{"id", -5}, {"type", "group"}, {"title", "G"}};
    fields["date"] = 1;
    return {{"update_id", 1}, {"message", fields}};
}

class Closed : public ::testing::Test, public HandlerBench {
protected:
    explicit Closed(AccessRules const& rules) : HandlerBench(rules) {}
    Closed() : Closed({.mode = AccessMode::invite, .admins = {UserId{admin}}}) {}

    std::int64_t rows(std::string const& table) {
        return transaction(
            [&](Transaction& tx) { return tx.one<std::int64_t>("SELECT count(*) FROM " + table); });
    }
    std::string made_invite(AccessService::InviteTerms const& terms) {
        return transaction([&](Transaction& tx) { return access.invite(tx, UserId{admin}, terms).code; });
    }
};

TEST_F(Closed, a_stranger_gets_one_sentence_a_day_and_leaves_one_row) {
    EXPECT_EQ(says("/start").at(0).text(), texts::access(Language::en).by_invitation);
    for (auto const* text : {"hello", "/help", "/history", "/limits", "/start nonsense", "/language"})
        EXPECT_TRUE(says(text).empty()) << text;
    EXPECT_TRUE(message(voice()).empty());
    EXPECT_TRUE(message({{"document", json::Object{{"file_id", "f"}, {"file_unique_id", "u"}}}}).empty());
    for (auto const* button : {"lang:ru", "open:1", "retry:1", "?"}) EXPECT_TRUE(presses(button).empty());
    EXPECT_EQ(notice(), "");
    EXPECT_EQ(rows("users"), 1);
    for (auto const* table : {"jobs", "transcripts", "quota_usage", "conversations"})
        EXPECT_EQ(rows(table), 0) << table;
    EXPECT_EQ(rows("outbox"), 1);
    clock.advance(25h);
    EXPECT_EQ(message(voice()).at(0).text(), texts::access(Language::en).by_invitation);
    EXPECT_EQ(says("/start", bob, "ru").at(0).text(), texts::access(Language::ru).by_invitation);
}

TEST_F(Closed, in_a_group_a_stranger_gets_one_reply_and_talk_none) {
    EXPECT_TRUE(handle(in_group({{"text", "hello all"}}, alice)).empty());
    EXPECT_EQ(rows("users"), 0);
    transaction(
        [&](Transaction& tx) { settings_repository::set_automatic(tx, ChatId{-5}, true, clock.now()); });
    auto const reply = handle(in_group(voice(), alice)).at(0);
    EXPECT_EQ(reply.text(), texts::access(Language::en).by_invitation);
    EXPECT_EQ(reply.replies_to(), 9);
    EXPECT_TRUE(handle(in_group(voice(), alice)).empty());
    EXPECT_EQ(rows("jobs"), 0);
}

TEST_F(Closed, starting_the_bot_is_answered_once) {
    json::Object const chat{{"id", alice}, {"type", "private"}};
    json::Object const from{{"id", alice}, {"is_bot", false}, {"first_name", "A"}};
    json::Object const change{
        {"chat", chat}, {"from", from}, {"new_chat_member", json::Object{{"status", "member"}}}};
    EXPECT_TRUE(handle(json::Object{{"update_id", 1}, {"my_chat_member", change}}).empty());
    auto const code = made_invite({1, 1});
    EXPECT_EQ(says("/start " + code).at(0).text(), texts::welcome(Language::en, "Person 100"));
}

TEST_F(Closed, an_invitation_lets_in_and_is_not_used_twice_by_one_person) {
    auto const code = made_invite({2, 1});
    says("/start");
    EXPECT_EQ(says("/start " + code).at(0).text(), texts::welcome(Language::en, "Person 100"));
    EXPECT_EQ(says("/start " + code).at(0).text(), texts::welcome(Language::en, "Person 100"));
    message(voice());
    EXPECT_EQ(rows("jobs"), 1);
    bot.set_username("some_bot");
    EXPECT_EQ(says("/start@some_bot\t" + code + " ", bob).at(0).text(),
              texts::welcome(Language::en, "Person 200"));
    EXPECT_EQ(says("/start " + code, 300).at(0).text(), texts::access(Language::en).invite_used_up);
    EXPECT_EQ(says("/start", 300).at(0).text(), texts::access(Language::en).by_invitation);
}

TEST_F(Closed, an_expired_invitation_is_said_to_be_each_time) {
    auto const code = made_invite({2, 1});
    clock.advance(25h);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(says("/start " + code).at(0).text(), texts::access(Language::en).invite_expired);
}

class Listed : public Closed {
protected:
    Listed() : Closed({.mode = AccessMode::list, .admins = {UserId{admin}}, .allowed = {UserId{alice}}}) {}
};

TEST_F(Listed, lets_in_who_is_named_and_tells_others_their_number) {
    EXPECT_EQ(says("/start").at(0).text(), texts::welcome(Language::en, "Person 100"));
    EXPECT_NE(says("/start", bob).at(0).text().find("200"), std::string::npos);
    EXPECT_TRUE(message(voice(), bob).empty());
}

class Rationed : public Closed {
protected:
    Rationed() : Closed({.admins = {UserId{admin}}, .audio_quota = 2min, .texts_quota = 3}) {}
};

TEST_F(Rationed, who_is_over_is_told_what_the_limit_is_and_when_it_renews_before_any_work) {
    EXPECT_TRUE(message(voice(90)).empty());
    auto const refused = message(voice(60)).at(0);
    EXPECT_TRUE(std::regex_search(refused.text(), std::regex("2 min .* 30 s .* renews in .*UTC")))
        << refused.text();
    EXPECT_TRUE(refused.replies_to());
    EXPECT_EQ(rows("jobs"), 1);
    EXPECT_EQ(rows("transcripts"), 1);
    EXPECT_TRUE(message(voice(30)).empty());
    EXPECT_NE(message(voice(1), alice, "ru").at(0).text().find("полночь"), std::string::npos);
    EXPECT_TRUE(message(voice(60), bob).empty());
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(message(voice(600), admin).empty());
    clock.advance(24h);
    EXPECT_TRUE(message(voice(60)).empty());
}

TEST_F(Rationed, a_retry_needs_what_the_recording_needs) {
    message(voice(90));
    auto const id = transaction([&](Transaction& tx) {
        auto const transcript = tx.one<TranscriptId>("SELECT max(id) FROM transcripts");
        handlers::transcript::transcribe_failed(context, tx, {transcript},
                                                {JobFailure::Why::unavailable_too_long, "abc"});
        return transcript;
    });
    message(voice(60));
    presses("retry:" + std::to_string(id.value));
    EXPECT_NE(notice().find("renews"), std::string::npos) << notice();
    clock.advance(24h);
    presses("retry:" + std::to_string(id.value));
    EXPECT_EQ(notice(), texts::in(Language::en).retrying);
}

TEST_F(Rationed, what_is_left_is_shown) {
    message(voice(90));
    auto const text = says("/limits").at(0).text();
    EXPECT_NE(text.find("30 s of 2 min"), std::string::npos) << text;
    EXPECT_NE(text.find("2 of 3"), std::string::npos) << text;
    EXPECT_EQ(says("/limits", admin).at(0).text(), texts::access(Language::en).limits_none);
    EXPECT_NE(says("/help").at(0).text().find("/limits"), std::string::npos);
    EXPECT_EQ(says("/help", admin).at(0).text().find("/limits"), std::string::npos);
}

}  // namespace
}  // namespace aisha::tests
