// The real service's words for what is wrong with a call.
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {

namespace {

std::string with_buttons(std::string const& buttons) { return R"({"inline_keyboard":)" + buttons + "}"; }

}  // namespace

TEST(BotApiErrors, paths_and_tokens) {
    SandboxWorld world;
    EXPECT_EQ(world.get("/botnonsense/getMe").status, 404);
    EXPECT_EQ(world.get("/bot12:a b/getMe").json.at("description").as_string(), "Not Found");
    EXPECT_EQ(world.get("/bot12:abc/").status, 404);
    EXPECT_EQ(world.get("/bot12:abc/GETME").status, 200);
    auto const other = world.get("/bot12:xyz/getMe");
    EXPECT_EQ(other.status, 401);
    EXPECT_EQ(other.json.at("description").as_string(), "Unauthorized");
    EXPECT_EQ(world.error("noSuchMethod"), "404 Not Found: method not found");
    EXPECT_EQ(world.error("sendPoll", {{"chat_id", 1}}), "501 Not implemented in the sandbox: sendPoll");
}

TEST(BotApiErrors, messages) {
    SandboxWorld world;
    auto const mia = world.person();
    auto const send = [&](json::Object parameters) {
        return world.error("sendMessage", std::move(parameters));
    };
    EXPECT_EQ(send({{"text", "a"}}), "400 Bad Request: chat_id is empty");
    EXPECT_EQ(send({{"chat_id", "@nobody"}, {"text", "a"}}), "400 Bad Request: chat not found");
    EXPECT_EQ(send({{"chat_id", 77}, {"text", "a"}}), "400 Bad Request: chat not found");
    EXPECT_EQ(send({{"chat_id", mia}}), "400 Bad Request: message text is empty");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", " \n "}}), "400 Bad Request: message text is empty");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", std::string(4097, 'x')}}),
              "400 Bad Request: message is too long");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", std::string(32769, 'x')}}),
              "400 Bad Request: text is too long");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", "a"}, {"parse_mode", "BBCode"}}),
              "400 Bad Request: unsupported parse_mode");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", "a"}, {"parse_mode", "MarkdownV2"}}),
              "501 Not implemented in the sandbox: parse_mode MarkdownV2");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", "<b>a"}, {"parse_mode", "html"}}),
              "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", "a"}, {"disable_notification", "perhaps"}}),
              "400 Bad Request: field \"disable_notification\" must be of type Boolean");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", "a"}, {"message_thread_id", 3}}),
              "501 Not implemented in the sandbox: parameter message_thread_id of sendMessage");
    EXPECT_EQ(send({{"chat_id", mia}, {"text", "a"}, {"reply_parameters", R"({"message_id":5})"}}),
              "400 Bad Request: message to be replied not found");
    auto const bare = world.result(
        "sendMessage",
        {{"chat_id", mia}, {"text", "a"}, {"reply_to_message_id", 5}, {"allow_sending_without_reply", true}});
    EXPECT_FALSE(bare.as_object().contains("reply_to_message"));
    std::string emoji;
    for (int i = 0; i < 4096; ++i) emoji += "😀";
    EXPECT_EQ(world.result("sendMessage", {{"chat_id", mia}, {"text", emoji}}).at("text").as_string(), emoji);
}

TEST(BotApiErrors, keyboards) {
    SandboxWorld world;
    auto const mia = world.person();
    auto const send = [&](std::string markup) {
        return world.error("sendMessage",
                           {{"chat_id", mia}, {"text", "a"}, {"reply_markup", std::move(markup)}});
    };
    EXPECT_EQ(send("{"), "400 Bad Request: can't parse reply keyboard markup JSON object");
    EXPECT_EQ(send("[]"), "400 Bad Request: object expected as reply markup");
    EXPECT_EQ(send(with_buttons(R"([{"text":"a"}])")),
              "400 Bad Request: field \"inline_keyboard\" must be an Array of Arrays");
    EXPECT_EQ(send(with_buttons(R"([[{"callback_data":"a"}]])")),
              "400 Bad Request: can't parse inline keyboard button: Can't find field \"text\"");
    EXPECT_EQ(send(with_buttons(R"([[{"text":"a"}]])")),
              "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline "
              "keyboard");
    EXPECT_EQ(send(with_buttons(R"([[{"text":"a","callback_data":""}]])")),
              "400 Bad Request: BUTTON_DATA_INVALID");
    EXPECT_EQ(send(with_buttons(R"([[{"text":"a","callback_data":")" + std::string(65, 'x') + R"("}]])")),
              "400 Bad Request: BUTTON_DATA_INVALID");
    EXPECT_EQ(send(with_buttons(R"([[{"text":"a","callback_data":"яяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяяя"}]])")),
              "400 Bad Request: BUTTON_DATA_INVALID");
    EXPECT_EQ(send(with_buttons(R"([[{"text":"a","callback_data":"x","url":"http://a.com"}]])")),
              "400 Bad Request: BUTTON_TYPE_INVALID");
    EXPECT_EQ(send(with_buttons(R"([[{"text":"a","url":"nothing"}]])")),
              "400 Bad Request: inline keyboard button URL 'nothing' is invalid: Wrong HTTP URL");
    auto const good =
        with_buttons(R"([[{"text":"a","callback_data":")" + std::string(64, 'x') + R"("}],[]])");
    auto const sent = world.result("sendMessage", {{"chat_id", mia}, {"text", "a"}, {"reply_markup", good}});
    EXPECT_EQ(sent.at("reply_markup").at("inline_keyboard").as_array().size(), 1U);
}

TEST(BotApiErrors, edits_and_deletions) {
    SandboxWorld world;
    auto const mia = world.person();
    auto const sent = world.result("sendMessage", {{"chat_id", mia}, {"text", "a"}}).at("message_id");
    auto const edit = [&](json::Value id, std::string text) {
        return world.error("editMessageText", {{"chat_id", mia}, {"message_id", id}, {"text", text}});
    };
    EXPECT_EQ(edit(sent, "a"), "400 Bad Request: message is not modified: specified new message content and "
                               "reply markup are exactly "
                               "the same as a current content and reply markup of the message");
    EXPECT_EQ(edit(1, "b"), "400 Bad Request: message to edit not found");
    EXPECT_EQ(edit(nullptr, "b"), "400 Bad Request: message identifier is not specified");
    auto const said = world.post(world.chat(mia, "/messages"), json::Object{{"from", mia}, {"text", "x"}});
    EXPECT_EQ(edit(said.json.at("message_id"), "b"), "400 Bad Request: message can't be edited");
    auto const edited =
        world.result("editMessageText", {{"chat_id", mia}, {"message_id", sent}, {"text", "b"}});
    EXPECT_EQ(edited.at("text").as_string(), "b");
    EXPECT_TRUE(edited.as_object().contains("edit_date"));
    EXPECT_EQ(world.error("deleteMessage", {{"chat_id", mia}, {"message_id", 1}}),
              "400 Bad Request: message to delete not found");
    world.result("deleteMessage", {{"chat_id", mia}, {"message_id", sent}});
    auto const view = world.get(world.chat(mia)).json;
    EXPECT_EQ(view.at("deleted"), json::Value(json::Array{sent}));
    EXPECT_EQ(view.at("messages").as_array().size(), 1U);
    world.pass(std::chrono::hours(49));
    EXPECT_EQ(world.error("deleteMessage", {{"chat_id", mia}, {"message_id", said.json.at("message_id")}}),
              "400 Bad Request: message can't be deleted for everyone");
}

TEST(BotApiErrors, files) {
    SandboxWorld world;
    auto const mia = world.person();
    EXPECT_EQ(world.error("getFile"), "400 Bad Request: file_id not specified");
    EXPECT_EQ(world.error("getFile", {{"file_id", "x"}}),
              "400 Bad Request: wrong file_id or the file is temporarily unavailable");
    EXPECT_EQ(world.error("sendVoice", {{"chat_id", mia}}),
              "400 Bad Request: there is no voice in the request");
    EXPECT_EQ(world.error("sendPhoto", {{"chat_id", mia}, {"photo", "x"}}),
              "400 Bad Request: wrong file identifier/HTTP URL specified");
    auto const big =
        world.post_form(world.chat(mia, "/messages"), {{"from", std::to_string(mia)}, {"kind", "document"}},
                        {{"file", "big.bin", "application/x-big", std::string(21 * 1024 * 1024, 'x')}});
    ASSERT_EQ(big.status, 200);
    EXPECT_EQ(world.error("getFile", {{"file_id", big.json.at("document").at("file_id")}}),
              "400 Bad Request: file is too big");
    auto const upload = [&](std::string method, std::string part, std::string bytes) {
        auto const answer =
            world.post_form("/bot" + world.token + "/" + method, {{"chat_id", std::to_string(mia)}},
                            {{part, "a.jpg", "image/jpeg", std::move(bytes)}});
        return std::string(answer.json.at("description").as_string());
    };
    EXPECT_EQ(upload("sendDocument", "document", ""), "Bad Request: file must be non-empty");
    EXPECT_EQ(upload("sendPhoto", "photo", "no picture"), "Bad Request: IMAGE_PROCESS_FAILED");
    auto const document =
        world.post_form("/bot" + world.token + "/sendDocument", {{"chat_id", std::to_string(mia)}},
                        {{"document", "a.txt", "text/plain", "words"}});
    ASSERT_EQ(document.status, 200);
    auto const id = document.json.at("result").at("document").at("file_id");
    EXPECT_EQ(world.error("sendPhoto", {{"chat_id", mia}, {"photo", id}}),
              "400 Bad Request: can't use file of type Document as Photo");
    auto const again = world.result("sendDocument", {{"chat_id", mia}, {"document", id}, {"caption", "<i>"}});
    EXPECT_EQ(again.at("document"), document.json.at("result").at("document"));
}

TEST(BotApiErrors, others) {
    SandboxWorld world;
    auto const mia = world.person();
    EXPECT_EQ(world.error("sendChatAction", {{"chat_id", mia}, {"action", "dancing"}}),
              "400 Bad Request: wrong parameter action in request");
    EXPECT_EQ(world.error("answerCallbackQuery", {{"callback_query_id", "5"}}),
              "400 Bad Request: query is too old and response timeout expired or query ID is invalid");
    EXPECT_EQ(
        world.error("answerCallbackQuery", {{"callback_query_id", "5"}, {"text", std::string(201, 'x')}}),
        "400 Bad Request: MESSAGE_TOO_LONG");
    EXPECT_EQ(world.error("setMyCommands", {{"commands", R"([{"command":"A","description":"x"}])"}}),
              "400 Bad Request: BOT_COMMAND_INVALID");
    EXPECT_EQ(world.error("setMyCommands", {{"commands", R"([{"command":"a","description":""}])"}}),
              "400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID");
    EXPECT_EQ(world.error("setMyCommands", {{"commands", "x"}}),
              "400 Bad Request: can't parse commands JSON array");
    world.post(world.chat(mia, "/actions"), json::Object{{"from", mia}, {"action", "block"}});
    EXPECT_EQ(world.error("sendMessage", {{"chat_id", mia}, {"text", "a"}}),
              "403 Forbidden: bot was blocked by the user");
    auto const updates = world.updates();
    ASSERT_EQ(updates.size(), 1U);
    EXPECT_EQ(updates[0].at("my_chat_member").at("new_chat_member").at("status").as_string(), "kicked");
}

TEST(BotApiErrors, unknown_parameters_are_noted_in_the_log) {
    SandboxWorld world;
    world.result("getMe", {{"colour", "red"}});
    auto const calls = world.get("/sandbox/calls").json.at("calls").as_array();
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].at("notes"), json::Value(json::Array{"unknown parameter colour"}));
}

TEST(BotApiErrors, an_album_keeps_together) {
    SandboxWorld world;
    auto const mia = world.person();
    auto const album = [&](std::string media) {
        return world.post_form(
            "/bot" + world.token + "/sendMediaGroup",
            {{"chat_id", std::to_string(mia)}, {"media", std::move(media)}},
            {{"one", "1.txt", "text/plain", "first"}, {"two", "2.txt", "text/plain", "second"}});
    };
    auto const sent = album(R"([{"type":"document","media":"attach://one","caption":"both"},
                                {"type":"document","media":"attach://two"}])");
    ASSERT_EQ(sent.status, 200) << sent.text;
    auto const& messages = sent.json.at("result").as_array();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].at("media_group_id"), messages[1].at("media_group_id"));
    EXPECT_EQ(messages[0].at("caption").as_string(), "both");
    EXPECT_EQ(album(R"([{"type":"document","media":"attach://one"},{"type":"photo","media":"attach://two"}])")
                  .status,
              400);
    EXPECT_EQ(album(R"([{"type":"document","media":"attach://one"}])").json.at("description").as_string(),
              "Bad Request: too few media to send as an album");
}

}  // namespace aisha::sandbox::tests
