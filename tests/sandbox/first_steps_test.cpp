// The line that everything stands on: a person speaks, the bot hears, answers, and the person sees it.
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {

TEST(Sandbox, a_bot_is_there_from_its_first_call_on) {
    SandboxWorld world;
    EXPECT_EQ(world.get("/sandbox").json.at("bots").as_array().size(), 0U);
    auto const me = world.result("getMe");
    EXPECT_EQ(me.at("id").as_int64(), world.bot);
    EXPECT_TRUE(me.at("is_bot").as_bool());
    auto const bots = world.get("/sandbox").json.at("bots").as_array();
    ASSERT_EQ(bots.size(), 1U);
    EXPECT_EQ(bots[0].at("username"), me.at("username"));
}

TEST(Sandbox, a_text_reaches_the_bot_and_the_answer_reaches_the_person) {
    SandboxWorld world;
    world.result("getMe");
    auto const mia = world.person();
    auto const said =
        world.post(world.chat(mia, "/messages"), json::Object{{"from", mia}, {"text", "/start now"}});
    ASSERT_EQ(said.status, 200) << said.text;
    auto const updates = world.updates();
    ASSERT_EQ(updates.size(), 1U);
    auto const& message = updates[0].at("message");
    EXPECT_EQ(message, said.json);
    EXPECT_EQ(message.at("from").at("id").as_int64(), mia);
    EXPECT_EQ(message.at("from").at("language_code").as_string(), "en");
    EXPECT_EQ(message.at("chat").at("id").as_int64(), mia);
    EXPECT_EQ(message.at("chat").at("type").as_string(), "private");
    EXPECT_EQ(message.at("entities"), json::parse(R"([{"type":"bot_command","offset":0,"length":6}])"));

    auto const before = world.get(world.chat(mia)).json.at("revision").as_int64();
    auto const view =
        world.ask_later(request_of("GET", fmt::format("{}?after={}&wait=20", world.chat(mia), before)));
    EXPECT_FALSE(view->has_value());
    auto const sent = world.result(
        "sendMessage", {{"chat_id", mia},
                        {"text", "<b>Hello</b>, &lt;Mia&gt;"},
                        {"parse_mode", "HTML"},
                        {"reply_parameters", json::Object{{"message_id", message.at("message_id")}}}});
    EXPECT_EQ(sent.at("text").as_string(), "Hello, <Mia>");
    EXPECT_EQ(sent.at("entities"), json::parse(R"([{"type":"bold","offset":0,"length":5}])"));
    EXPECT_EQ(sent.at("reply_to_message").at("message_id"), message.at("message_id"));
    auto const seen = world.await(view).json;
    EXPECT_GT(seen.at("revision").as_int64(), before);
    ASSERT_EQ(seen.at("messages").as_array().size(), 2U);
    EXPECT_EQ(seen.at("messages").at(1), sent);
    EXPECT_EQ(seen.at("deleted").as_array().size(), 0U);
}

TEST(Sandbox, a_voice_message_can_be_downloaded_byte_for_byte) {
    SandboxWorld world;
    world.result("getMe");
    auto const mia = world.person();
    std::string const bytes = "OggS not really sound \x01\x02";
    auto const said = world.post_form(world.chat(mia, "/messages"),
                                      {{"from", std::to_string(mia)}, {"kind", "voice"}, {"duration", "7"}},
                                      {{"file", "note.ogg", "audio/ogg", bytes}});
    ASSERT_EQ(said.status, 200) << said.text;
    auto const updates = world.updates();
    ASSERT_EQ(updates.size(), 1U);
    auto const& voice = updates[0].at("message").at("voice");
    EXPECT_EQ(voice.at("duration").as_int64(), 7);
    EXPECT_EQ(voice.at("mime_type").as_string(), "audio/ogg");
    EXPECT_EQ(voice.at("file_size").as_int64(), std::ssize(bytes));
    auto const file = world.result("getFile", {{"file_id", voice.at("file_id")}});
    auto const path = std::string(file.at("file_path").as_string());
    EXPECT_TRUE(path.starts_with("voice/file_")) << path;
    auto const fetched = world.get("/file/bot" + world.token + "/" + path);
    EXPECT_EQ(fetched.status, 200);
    EXPECT_EQ(fetched.text, bytes);
    auto const id = std::string(voice.at("file_id").as_string());
    auto const saved = world.get(fmt::format("/sandbox/bots/{}/files/{}", world.bot, id));
    EXPECT_EQ(saved.text, bytes);
    EXPECT_EQ(*saved.headers.find("Content-Type"), "audio/ogg");
}

TEST(Sandbox, every_answer_says_what_it_is) {
    SandboxWorld world;
    for (auto const* const path : {"/", "/sandbox", "/nothing", "/bot1:a/getMe", "/fal/queue", "/v1/models"})
        EXPECT_TRUE(world.get(path).headers.find("X-Aisha-Sandbox")) << path;
}

}  // namespace aisha::sandbox::tests
