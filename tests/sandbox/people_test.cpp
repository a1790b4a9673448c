// The people's side: messages of every kind, presses, views, actions, groups.
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {

namespace {

using namespace std::chrono_literals;

struct Chatting : SandboxWorld {
    Chatting() {
        result("getMe");
        mia = person();
    }
    json::Value say(std::string text) {
        return post(chat(mia, "/messages"), json::Object{{"from", mia}, {"text", std::move(text)}}).json;
    }
    Answer send_file(std::string kind, FormFile file,
                     std::vector<std::pair<std::string, std::string>> fields = {}) {
        fields.insert(fields.begin(), {{"from", std::to_string(mia)}, {"kind", std::move(kind)}});
        return post_form(chat(mia, "/messages"), fields, {std::move(file)});
    }
    Answer act(json::Object action) {
        action["from"] = mia;
        return post(chat(mia, "/actions"), action);
    }
    json::Value view() { return get(chat(mia)).json; }
    /// A message of the bot with buttons "yes" and "no", and a link.
    std::int64_t ask_with_buttons() {
        return result("sendMessage",
                      {{"chat_id", mia},
                       {"text", "?"},
                       {"reply_markup", R"({"inline_keyboard":[[{"text":"Yes","callback_data":"yes"}],
                          [{"text":"No","callback_data":"no"},{"text":"Site","url":"https://a.com"}]]})"}})
            .at("message_id")
            .as_int64();
    }

    std::int64_t mia = 0;
};

std::string const png = std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xE0", 24) + "rest";

}  // namespace

TEST(People, kinds_of_files_have_the_fields_of_the_bot_api) {
    Chatting world;
    auto const photo =
        world.send_file("photo", {"file", "a.png", "image/png", png}, {{"caption", "see #this"}}).json;
    EXPECT_EQ(photo.at("photo").as_array().back().at("width").as_int64(), 640);
    EXPECT_EQ(photo.at("photo").as_array().back().at("height").as_int64(), 480);
    EXPECT_EQ(photo.at("caption").as_string(), "see #this");
    EXPECT_EQ(photo.at("caption_entities").at(0).at("type").as_string(), "hashtag");
    auto const audio = world.send_file("audio", {"file", "song.mp3", "audio/mpeg", "OggS"}).json.at("audio");
    EXPECT_EQ(audio.at("file_name").as_string(), "song.mp3");
    EXPECT_EQ(audio.at("duration").as_int64(), 2) << "asked of ffprobe where the sender says nothing";
    auto const note =
        world.send_file("video_note", {"file", "v.mp4", "video/mp4", "junk"}).json.at("video_note");
    EXPECT_EQ(note.at("duration").as_int64(), 0) << "no media has no length";
    auto const document =
        world.send_file("document", {"file", "a.pdf", "application/pdf", ""}).json.at("document");
    EXPECT_EQ(document.at("file_size").as_int64(), 0);
    EXPECT_EQ(document.at("mime_type").as_string(), "application/pdf");
    EXPECT_EQ(world.updates().size(), 4U);
    EXPECT_EQ(world.send_file("novel", {"file", "a", "b", "c"}).status, 400);
}

TEST(People, the_same_bytes_have_the_same_unique_id) {
    Chatting world;
    auto const first = world.send_file("voice", {"file", "a.ogg", "audio/ogg", "OggS1"}).json.at("voice");
    auto const again = world.send_file("voice", {"file", "b.ogg", "audio/ogg", "OggS1"}).json.at("voice");
    auto const other = world.send_file("voice", {"file", "b.ogg", "audio/ogg", "OggS2"}).json.at("voice");
    EXPECT_EQ(first.at("file_unique_id"), again.at("file_unique_id"));
    EXPECT_NE(first.at("file_id"), again.at("file_id"));
    EXPECT_NE(first.at("file_unique_id"), other.at("file_unique_id"));
}

TEST(People, webm_voices_become_ogg_and_other_voices_stay) {
    Chatting world;
    auto const webm =
        world.send_file("voice", {"file", "v.webm", "audio/webm;codecs=opus", "\x1A\x45\xDF\xA3 webm"});
    ASSERT_EQ(webm.status, 200) << webm.text;
    EXPECT_EQ(webm.json.at("voice").at("mime_type").as_string(), "audio/ogg");
    auto const wav = world.send_file("voice", {"file", "v.wav", "audio/wav", "RIFF"}).json.at("voice");
    EXPECT_EQ(wav.at("mime_type").as_string(), "audio/wav");
    EXPECT_EQ(std::ranges::count(world.media.calls, "remux_to_ogg"), 1);
    world.media.available = false;
    auto const refused = world.send_file("voice", {"file", "v.webm", "audio/webm", "\x1A\x45\xDF\xA3 webm"});
    EXPECT_EQ(refused.status, 503);
}

TEST(People, an_album_is_one_group_of_messages) {
    Chatting world;
    auto const said =
        world.post_form(world.chat(world.mia, "/messages"),
                        {{"from", std::to_string(world.mia)}, {"kind", "document"}, {"media_group", "1"}},
                        {{"file", "1.txt", "text/plain", "a"}, {"file", "2.txt", "text/plain", "b"}});
    ASSERT_EQ(said.status, 200) << said.text;
    auto const& messages = said.json.as_array();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].at("media_group_id"), messages[1].at("media_group_id"));
    EXPECT_EQ(world.updates().size(), 2U);
}

TEST(People, long_texts_come_as_several_messages) {
    Chatting world;
    std::string text;
    for (int i = 0; i < 4096; ++i) text += "😀";
    EXPECT_EQ(world.say(text).at("text").as_string(), text);
    auto const two = world.say(text + "tail");
    ASSERT_TRUE(two.is_array());
    EXPECT_EQ(two.at(1).at("text").as_string(), "tail");
}

TEST(People, a_press_is_answered_by_the_bot) {
    Chatting world;
    auto const message = world.ask_with_buttons();
    auto const path = world.chat(world.mia, fmt::format("/messages/{}/press", message));
    auto const press = world.ask_later(request_of(
        "POST", path + "?wait=20", R"({"from":)" + std::to_string(world.mia) + R"(,"row":1,"column":0})",
        "application/json"));
    EXPECT_FALSE(press->has_value());
    auto const updates = world.updates();
    ASSERT_EQ(updates.size(), 1U);
    auto const& query = updates[0].at("callback_query");
    EXPECT_EQ(query.at("data").as_string(), "no");
    EXPECT_EQ(query.at("message").at("message_id").as_int64(), message);
    world.result("answerCallbackQuery",
                 {{"callback_query_id", query.at("id")}, {"text", "Well"}, {"show_alert", true}});
    ASSERT_TRUE(press->has_value());
    EXPECT_EQ((*press)->status, 200);
    EXPECT_EQ((*press)->json, json::parse(R"({"text":"Well","show_alert":true})"));
    EXPECT_TRUE(
        world.error("answerCallbackQuery", {{"callback_query_id", query.at("id")}}).starts_with("400"));
}

TEST(People, a_press_without_an_answer_ends_with_504_and_without_a_wait_with_202) {
    Chatting world;
    auto const path = world.chat(world.mia, fmt::format("/messages/{}/press", world.ask_with_buttons()));
    auto const body = json::dump(json::Object{{"from", world.mia}, {"data", "yes"}});
    auto const waiting = world.ask_later(request_of("POST", path + "?wait=5", body, "application/json"));
    world.pass(6s);
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ((*waiting)->status, 504);
    auto const at_once = world.ask(request_of("POST", path, body, "application/json"));
    EXPECT_EQ(at_once.status, 202);
    EXPECT_EQ(at_once.text, "{}");
    auto const link = world.post(path, json::Object{{"from", world.mia}, {"row", 1}, {"column", 1}});
    EXPECT_EQ(link.json.at("url").as_string(), "https://a.com");
    EXPECT_EQ(world.post(path, json::Object{{"from", world.mia}, {"data", "maybe"}}).status, 409);
    EXPECT_EQ(world.post(path, json::Object{{"from", world.mia}, {"row", 2}, {"column", 0}}).status, 409);
}

TEST(People, presses_go_stale) {
    Chatting world;
    auto const path = world.chat(world.mia, fmt::format("/messages/{}/press", world.ask_with_buttons()));
    world.post(path, json::Object{{"from", world.mia}, {"data", "yes"}});
    auto const id = world.updates().at(0).at("callback_query").at("id");
    world.pass(151s);
    EXPECT_EQ(world.error("answerCallbackQuery", {{"callback_query_id", id}}),
              "400 Bad Request: query is too old and response timeout expired or query ID is invalid");
}

TEST(People, drafts_end_with_the_message_or_after_30_seconds) {
    Chatting world;
    auto const draft = [&](std::string text) {
        world.result("sendMessageDraft", {{"chat_id", world.mia},
                                          {"draft_id", 7},
                                          {"text", std::move(text)},
                                          {"parse_mode", "HTML"},
                                          {"can_stop", true}});
    };
    draft("so <b>far</b>");
    EXPECT_EQ(world.view().at("draft"), json::parse(R"({"draft_id":7,"text":"so far",
        "entities":[{"type":"bold","offset":3,"length":3}],"can_stop":true})"));
    world.pass(20s);
    draft("further");
    world.pass(20s);
    EXPECT_EQ(world.view().at("draft").at("text").as_string(), "further");
    world.pass(11s);
    EXPECT_FALSE(world.view().as_object().contains("draft"));
    draft("again");
    world.result("sendMessage", {{"chat_id", world.mia}, {"text", "done"}});
    EXPECT_FALSE(world.view().as_object().contains("draft"));
}

TEST(People, a_stopped_draft_is_told_to_the_bot) {
    Chatting world;
    world.result("sendMessageDraft",
                 {{"chat_id", world.mia}, {"draft_id", 7}, {"text", "…"}, {"can_stop", true}});
    EXPECT_EQ(world.act({{"action", "stop_draft"}, {"draft_id", 8}}).status, 409);
    EXPECT_EQ(world.act({{"action", "stop_draft"}}).status, 200);
    EXPECT_FALSE(world.view().as_object().contains("draft"));
    auto const update = world.updates().at(0).at("stopped_message_generation");
    EXPECT_EQ(update.at("draft_id").as_int64(), 7);
    EXPECT_EQ(world.act({{"action", "stop_draft"}}).status, 409);
}

TEST(People, chat_actions_last_five_seconds) {
    Chatting world;
    world.result("sendChatAction", {{"chat_id", world.mia}, {"action", "typing"}});
    EXPECT_EQ(world.view().at("action").as_string(), "typing");
    auto const revision = world.view().at("revision").as_int64();
    auto const waiting =
        world.ask_later(request_of("GET", world.chat(world.mia, fmt::format("?after={}&wait=60", revision))));
    world.pass(6s);
    ASSERT_TRUE(waiting->has_value()) << "the end of an action is a change";
    EXPECT_FALSE((*waiting)->json.as_object().contains("action"));
}

TEST(People, edits_deletions_and_reactions) {
    Chatting world;
    auto const id = world.say("helo").at("message_id");
    world.updates();
    EXPECT_EQ(world.act({{"action", "edit"}, {"message_id", id}, {"text", "hello"}}).status, 200);
    EXPECT_EQ(world.updates().at(0).at("edited_message").at("text").as_string(), "hello");
    EXPECT_EQ(world.view().at("messages").at(0).at("text").as_string(), "hello");
    world.result("getUpdates", {{"allowed_updates", R"(["message_reaction"])"}});
    EXPECT_EQ(world.act({{"action", "react"}, {"message_id", id}, {"emoji", "👍"}}).status, 200);
    EXPECT_EQ(world.updates().at(0).at("message_reaction").at("new_reaction").at(0).at("emoji").as_string(),
              "👍");
    world.result(
        "setMessageReaction",
        {{"chat_id", world.mia}, {"message_id", id}, {"reaction", R"([{"type":"emoji","emoji":"👀"}])"}});
    EXPECT_EQ(world.view().at("messages").at(0).at("reactions").as_array().size(), 2U);
    EXPECT_EQ(world.act({{"action", "delete"}, {"message_id", id}}).status, 200);
    EXPECT_EQ(world.view().at("messages").as_array().size(), 0U);
    EXPECT_EQ(world.act({{"action", "dance"}}).status, 400);
}

TEST(People, an_unused_chat_is_empty_and_waits) {
    Chatting world;
    EXPECT_EQ(world.get(world.chat(world.mia)).text, R"({"revision":0,"messages":[],"deleted":[]})");
    auto const waiting = world.ask_later(request_of("GET", world.chat(world.mia, "?wait=5")));
    world.pass(6s);
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ((*waiting)->status, 200);
    EXPECT_EQ(world.get(world.chat(77)).status, 404);
    EXPECT_EQ(world.get("/sandbox/bots/77/chats/77").status, 404);
}

TEST(People, json_is_taken_for_json_under_a_clients_default_type) {
    Chatting world;
    auto const body = json::dump(json::Object{{"from", world.mia}, {"text", "hello"}});
    for (auto const* const type : {"application/x-www-form-urlencoded", "text/plain", ""})
        EXPECT_EQ(world.ask(request_of("POST", world.chat(world.mia, "/messages"), body, type)).status, 200)
            << type;
}

TEST(People, wrong_requests_get_sentences) {
    Chatting world;
    auto const path = world.chat(world.mia, "/messages");
    auto const detail = [](Answer const& answer) {
        EXPECT_EQ(*answer.headers.find("Content-Type"), "application/problem+json");
        return fmt::format("{} {}", answer.status, std::string_view(answer.json.at("detail").as_string()));
    };
    EXPECT_EQ(detail(world.post("/sandbox/people", json::Object{})), "400 first_name: missing");
    EXPECT_EQ(detail(world.post(path, json::Object{{"from", world.mia}})), "400 text: missing");
    EXPECT_EQ(detail(world.post(path, json::Object{{"from", 5}, {"text", "a"}})),
              "400 from: there is no person with this id.");
    EXPECT_EQ(detail(world.post(path, json::Object{{"from", world.mia}, {"text", " "}})),
              "400 text must not be empty.");
    EXPECT_EQ(detail(world.get(world.chat(world.mia, "?after=x"))), "400 after must be a whole number.");
    EXPECT_EQ(detail(world.get("/sandbox/nothing")), "404 The sandbox has nothing at this address.");
    EXPECT_EQ(world.get("/sandbox/people").status, 405);
}

TEST(People, groups_have_privacy) {
    Chatting world;
    auto const tom = world.person("Tom");
    auto const made = world.post("/sandbox/groups",
                                 json::Object{{"title", "Us"}, {"members", {world.mia, tom, world.bot}}});
    ASSERT_EQ(made.status, 200) << made.text;
    auto const group = made.json.at("id").as_int64();
    EXPECT_LT(group, 0);
    EXPECT_EQ(world.updates().at(0).at("my_chat_member").at("new_chat_member").at("status").as_string(),
              "member");
    auto const say = [&](std::string text, std::int64_t reply_to = 0) {
        json::Object body{{"from", tom}, {"text", std::move(text)}};
        if (reply_to != 0) body["reply_to_message_id"] = reply_to;
        EXPECT_EQ(world.post(world.chat(group, "/messages"), body).status, 200);
        return world.updates().size();
    };
    EXPECT_EQ(say("hello everybody"), 0U);
    EXPECT_EQ(say("/start"), 1U);
    EXPECT_EQ(say("/start@other_bot"), 0U);
    EXPECT_EQ(say("well, @sandbox_4242_bot?"), 1U);
    auto const sent = world.result("sendMessage", {{"chat_id", group}, {"text", "hi"}});
    EXPECT_EQ(sent.at("chat").at("type").as_string(), "group");
    EXPECT_EQ(say("and you", sent.at("message_id").as_int64()), 1U);
    auto const gone =
        world.post(world.chat(group, "/actions"), json::Object{{"from", tom}, {"action", "leave"}});
    EXPECT_EQ(gone.status, 200);
    EXPECT_EQ(world.post(world.chat(group, "/messages"), json::Object{{"from", tom}, {"text", "/x"}}).status,
              400);
}

TEST(People, files_can_be_read_in_parts) {
    Chatting world;
    auto const voice =
        world.send_file("voice", {"file", "a.ogg", "audio/ogg", "OggS456789"}).json.at("voice");
    auto const path = fmt::format("/sandbox/bots/{}/files/{}", world.bot,
                                  std::string_view(voice.at("file_id").as_string()));
    auto const part = [&](std::string range) {
        auto request = request_of("GET", path);
        request.headers.add("Range", "bytes=" + range);
        return world.ask(request);
    };
    EXPECT_EQ(part("4-6").text, "456");
    EXPECT_EQ(part("4-6").status, 206);
    EXPECT_EQ(*part("4-6").headers.find("Content-Range"), "bytes 4-6/10");
    EXPECT_EQ(part("8-").text, "89");
    EXPECT_EQ(part("-3").text, "789");
    EXPECT_EQ(part("0-100").text, "OggS456789");
    EXPECT_EQ(part("10-").status, 416);
    EXPECT_EQ(part("x").status, 200);
}

}  // namespace aisha::sandbox::tests
