// Choices of people and groups.
#include "texts/settings.hpp"

#include "database/repositories/settings_repository.hpp"
#include "handlers/group/group.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/texts.hpp"

namespace aisha::tests {
namespace {

class Settings : public ::testing::Test, public HandlerBench {
protected:
    UserSettings chosen(std::int64_t person = alice) {
        return transaction([&](Transaction& tx) { return settings_repository::of_user(tx, UserId{person}); });
    }
    std::string overview() { return texts::settings_overview(Language::en, chosen(), clock.now()); }
    texts::SettingsTexts const& words = texts::settings(Language::en);
};

TEST_F(Settings, every_screen_opens_and_goes_back) {
    auto const first = says("/settings").at(0);
    EXPECT_EQ(first.text(), overview());
    for (auto const* screen : {"interface", "speech", "vocabulary", "zone", "keep"}) {
        auto const shown = presses(first.button(std::string("settings:") + screen)).at(0);
        EXPECT_EQ(shown.method, "editMessageText");
        EXPECT_NE(shown.text(), overview()) << screen;
        EXPECT_EQ(presses(shown.button("settings:overview")).at(0).text(), overview());
    }
}

TEST_F(Settings, choices_are_kept_and_shown) {
    EXPECT_EQ(presses("speech:kk").at(0).text(), overview());
    EXPECT_EQ(chosen().speech_language, "kk");
    presses("speech:auto");
    EXPECT_EQ(chosen().speech_language, std::nullopt);
    presses("zone:Europe/Berlin");
    EXPECT_EQ(chosen().time_zone, "Europe/Berlin");
    presses("zone:+05.30");
    EXPECT_EQ(chosen().time_zone, "+05:30");
    presses("keep:30");
    EXPECT_EQ(chosen().keep_days, 30);
    EXPECT_NE(overview().find("30 days"), std::string::npos);
    EXPECT_EQ(presses("interface:ru").at(0).text(),
              texts::settings_overview(Language::ru, chosen(), clock.now()));
    EXPECT_EQ(chosen(bob).keep_days, std::nullopt) << "somebody else's";
}

TEST_F(Settings, a_choice_of_time_holds_for_what_is_there_already) {
    auto const id = completed(alice, "words");
    auto const expiry = [&] {
        return transaction([&](Transaction& tx) {
            return tx.one<std::optional<Time>>("SELECT expires_at FROM transcripts WHERE id = $1", id);
        });
    };
    EXPECT_FALSE(expiry());
    presses("keep:7");
    EXPECT_EQ(expiry(), clock.now() + std::chrono::days(7));
    presses("keep:0");
    EXPECT_FALSE(expiry());
}

TEST_F(Settings, what_is_typed_is_understood_or_explained) {
    EXPECT_EQ(presses("type:zone").at(0).text(), words.type_zone_question);
    EXPECT_EQ(says("Tokyo").at(0).text(), overview());
    EXPECT_EQ(chosen().time_zone, "Asia/Tokyo");
    presses("type:zone");
    EXPECT_EQ(says("Nowhereville").at(0).text(), words.zone_unknown);
    presses("type:zone");
    auto const several = says("Asia").at(0);
    EXPECT_EQ(several.text(), words.zone_choice);
    presses(several.buttons().at(0));
    EXPECT_TRUE(chosen().time_zone->starts_with("Asia/"));
    presses("type:speech");
    says("Portuguese");
    EXPECT_EQ(chosen().speech_language, "pt");
    presses("type:speech");
    EXPECT_EQ(says("Klingon").at(0).text(), words.language_unknown);
    presses("type:vocabulary");
    says("Aisha, <Kubernetes>");
    EXPECT_EQ(chosen().vocabulary, "Aisha, <Kubernetes>");
    EXPECT_NE(overview().find("&lt;Kubernetes&gt;"), std::string::npos);
    presses("nowords");
    EXPECT_EQ(chosen().vocabulary, std::nullopt);
}

class Groups : public Settings {
protected:
    static constexpr std::int64_t group = -5;

    std::vector<Written> in_group(json::Object fields, std::int64_t person = alice) {
        ++number_;
        if (!fields.contains("message_id")) fields["message_id"] = 70 + number_;
        fields["from"] = json::Object{{"id", person}, {"is_bot", false}, {"first_name", "A"}};
        fields["chat"] = json::Object{{"id", group}, {"type", "group"}, {"title", "G"}};
        fields["date"] = 1;
        return handle(json::Object{{"update_id", 1000 + number_}, {"message", fields}});
    }
    std::int64_t count(std::string const& table) {
        return transaction(
            [&](Transaction& tx) { return tx.one<std::int64_t>("SELECT count(*) FROM " + table); });
    }
    void set_automatic(bool on) {
        transaction(
            [&](Transaction& tx) { settings_repository::set_automatic(tx, ChatId{group}, on, clock.now()); });
    }
    /// A command in reply to a message with a recording.
    json::Object command_in_reply(std::string const& text, json::Object recording) {
        recording["message_id"] = 9;
        recording["chat"] = json::Object{{"id", group}, {"type", "group"}, {"title", "G"}};
        recording["date"] = 1;
        recording["from"] = json::Object{{"id", bob}, {"is_bot", false}, {"first_name", "B"}};
        return {{"text", text}, {"reply_to_message", recording}};
    }
    std::int64_t number_ = 0;
};

TEST_F(Groups, recordings_nobody_asks_for_are_left_alone) {
    EXPECT_TRUE(in_group(voice_message()).empty());
    EXPECT_TRUE(in_group({{"text", "hello all"}}).empty());
    EXPECT_EQ(count("transcripts"), 0);
    EXPECT_EQ(count("users"), 0) << "who only talks in a group is not noted";
}

TEST_F(Groups, somebody_asks_by_a_reply) {
    auto const voice = voice_message();
    auto const written = in_group(command_in_reply("/transcribe", voice));
    EXPECT_EQ(written.at(0).text(), texts::in(Language::en).received);
    EXPECT_EQ(written.at(0).replies_to(), 9);
    EXPECT_EQ(count("jobs"), 1);
    EXPECT_TRUE(in_group(command_in_reply("/transcribe", voice)).empty()) << "under way already";
    EXPECT_EQ(count("jobs"), 1);
    in_group(command_in_reply("/transcribe", voice), bob);
    EXPECT_EQ(count("jobs"), 2) << "everybody has a history of their own";
    EXPECT_EQ(in_group({{"text", "/transcribe"}}).at(0).text(), words.transcribe_group);
    EXPECT_EQ(says("/transcribe").at(0).text(), words.transcribe_private);
}

TEST_F(Groups, an_automatic_group_has_every_recording_turned_into_text) {
    set_automatic(true);
    auto const written = in_group(voice_message());
    EXPECT_EQ(written.at(0).text(), texts::in(Language::en).received);
    EXPECT_EQ(count("jobs"), 1);
}

TEST_F(Groups, only_admins_change_the_setting) {
    transport.serve("telegram.test", [](net::IncomingRequest request) -> awaitable<net::OutgoingResponse> {
        bool const admin = std::get<std::string>(request.body).find("\"user_id\":100") != std::string::npos;
        co_return net::json_response(
            200, fmt::format(R"({{"ok":true,"result":{{"status":"{}"}}}})", admin ? "creator" : "member"));
    });
    auto const shown = in_group({{"text", "/settings"}}).at(0);
    EXPECT_EQ(shown.text(), words.group_on_demand);
    auto const change = [&](std::int64_t person) {
        presses(shown.button("automatic:1"), person, group);
        auto const payload = transaction([](Transaction& tx) {
            return tx.one<std::string>(
                "SELECT payload FROM jobs WHERE kind = 'change_group' ORDER BY id DESC LIMIT 1");
        });
        using handlers::group::ChangeGroup;
        auto const outcome =
            run(loop, handlers::group::run_change(context, json::read<ChangeGroup>(json::parse(payload)),
                                                  {.id = {}, .log = silent_log()}));
        transaction([&](Transaction& tx) { std::get<Done>(outcome).commit(tx); });
        return transaction(
            [](Transaction& tx) { return settings_repository::is_automatic(tx, ChatId{group}); });
    };
    EXPECT_FALSE(change(bob));
    EXPECT_TRUE(change(alice));
    in_group({{"migrate_to_chat_id", -500}});
    transaction([](Transaction& tx) { EXPECT_TRUE(settings_repository::is_automatic(tx, ChatId{-500})); });
}

}  // namespace
}  // namespace aisha::tests
