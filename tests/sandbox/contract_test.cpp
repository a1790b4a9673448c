// What the sandbox says is checked against the contract, as what bots say is.
#include "sandbox/telegram/contract.hpp"

#include "sandbox/telegram/errors.hpp"
#include "sandbox/telegram/methods.hpp"
#include "sandbox/telegram/validation.hpp"
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {

namespace {

using telegram::Contract;

Contract const& contract() {
    static Contract const contract(embedded::contract().front().bytes);
    return contract;
}

/// Fields of `value`, at any depth, that the type does not have; "" where all is well.
std::string strange_fields(std::string type, json::Value const& value) {
    std::string found;
    if (type.starts_with("Array of ")) {
        for (auto const& item : value.as_array()) found += strange_fields(type.substr(9), item);
        return found;
    }
    auto const* const known = contract().find_type(type);
    if (!known || known->fields.empty() || !value.is_object()) return found;
    for (auto const& [name, member] : value.as_object()) {
        auto const field =
            std::ranges::find(known->fields, std::string_view(name), &telegram::ContractField::name);
        if (field == known->fields.end()) found += fmt::format(" {}.{}", type, std::string_view(name));
        else if (field->types.size() == 1) found += strange_fields(field->types.front(), member);
    }
    return found;
}

void expect_fits(std::string const& type, json::Value const& value) {
    try {
        telegram::validate_object(contract(), type, value, type);
    } catch (telegram::ApiError const& error) {
        ADD_FAILURE() << error.what() << " in " << json::dump(value);
    }
    EXPECT_EQ(strange_fields(type, value), "") << json::dump(value);
}

}  // namespace

TEST(Contract, has_all_methods_and_finds_them_in_any_case) {
    EXPECT_EQ(contract().size(), 185U);
    ASSERT_TRUE(contract().find_method("SENDmessage"));
    EXPECT_EQ(contract().find_method("SENDmessage")->name, "sendMessage");
    EXPECT_FALSE(contract().find_method("sendMassage"));
}

TEST(Contract, built_methods_are_methods_of_the_contract) {
    for (auto const& name : telegram::built_methods()) {
        auto const* const method = contract().find_method(name);
        ASSERT_TRUE(method) << name;
        EXPECT_EQ(method->name, name);
    }
}

TEST(Contract, messages_and_updates_of_every_kind_fit_it) {
    SandboxWorld world;
    expect_fits("User", world.result("getMe"));
    world.result("getUpdates",
                 {{"allowed_updates", R"(["message","edited_message","callback_query","my_chat_member",
                                                        "message_reaction","stopped_message_generation"])"}});
    auto const mia = world.person();
    std::string const png = std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xE0", 24) + "rest";
    for (std::string const kind :
         {"voice", "audio", "video", "video_note", "photo", "document", "animation"}) {
        auto const said =
            world.post_form(world.chat(mia, "/messages"),
                            {{"from", std::to_string(mia)}, {"kind", kind}, {"caption", "/cap @mia_k"}},
                            {{"file", "file.bin", "", kind == "photo" ? png : "OggS"}});
        ASSERT_EQ(said.status, 200) << said.text;
        expect_fits("Message", said.json);
    }
    auto const sent = world.result(
        "sendMessage",
        {{"chat_id", mia},
         {"text", "<a href=\"tg://user?id=" + std::to_string(mia) +
                      "\">you</a> <tg-emoji emoji-id=\"1\">x</tg-emoji>"
                      "<pre><code class=\"language-c\">c</code></pre><blockquote expandable>q</blockquote>"},
         {"parse_mode", "HTML"},
         {"reply_markup", R"({"inline_keyboard":[[{"text":"Yes","callback_data":"yes"}]]})"}});
    expect_fits("Message", sent);
    EXPECT_EQ(sent.at("entities").as_array().size(), 4U);
    auto const id = sent.at("message_id");
    expect_fits("Message", world.result("forwardMessage",
                                        {{"chat_id", mia}, {"from_chat_id", mia}, {"message_id", id}}));
    expect_fits("MessageId",
                world.result("copyMessage", {{"chat_id", mia}, {"from_chat_id", mia}, {"message_id", id}}));
    world.result("sendMessageDraft", {{"chat_id", mia}, {"draft_id", 1}, {"text", "…"}, {"can_stop", true}});
    world.post(world.chat(mia, fmt::format("/messages/{}/press", id.as_int64())),
               json::Object{{"from", mia}, {"data", "yes"}});
    auto const act = [&](json::Object action) {
        action["from"] = mia;
        EXPECT_EQ(world.post(world.chat(mia, "/actions"), action).status, 200);
    };
    act({{"action", "stop_draft"}});
    act({{"action", "react"}, {"message_id", id}, {"emoji", "👍"}});
    auto const said = world.post(world.chat(mia, "/messages"), json::Object{{"from", mia}, {"text", "x"}});
    act({{"action", "edit"}, {"message_id", said.json.at("message_id")}, {"text", "y"}});
    act({{"action", "block"}});
    world.post("/sandbox/groups", json::Object{{"title", "Us"}, {"members", {mia, world.bot}}});
    auto const updates = world.updates();
    EXPECT_EQ(updates.size(), 15U);
    for (auto const& update : updates) expect_fits("Update", update);
    expect_fits("WebhookInfo", world.result("getWebhookInfo"));
    expect_fits("ChatFullInfo", world.result("getChat", {{"chat_id", mia}}));
}

}  // namespace aisha::sandbox::tests
