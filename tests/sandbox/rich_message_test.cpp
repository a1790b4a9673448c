// Rich messages, as far as the sandbox builds them.
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {
namespace {

json::Object paragraph(std::string const& text) { return {{"type", "paragraph"}, {"text", text}}; }

class RichMessages : public testing::Test, public SandboxWorld {
protected:
    std::int64_t mia = person();
    json::Object with(json::Array blocks) {
        return {{"chat_id", mia}, {"rich_message", json::Object{{"blocks", std::move(blocks)}}}};
    }
};

TEST_F(RichMessages, blocks_arrive_as_they_were_sent) {
    json::Array const blocks{json::Object{{"type", "heading"}, {"text", "Title"}, {"size", 1}},
                             paragraph("One"), paragraph(std::string(5000, 'x'))};
    auto const message = result("sendRichMessage", with(blocks));
    EXPECT_EQ(message.at("rich_message").at("blocks"), json::Value(blocks));
    auto const seen = get(chat(mia)).json.at("messages").as_array();
    EXPECT_EQ(seen.back().at("rich_message").at("blocks").as_array().size(), 3U);
}

TEST_F(RichMessages, keyboards_can_be_changed_afterwards) {
    auto parameters = with({paragraph("One")});
    json::Object const button{{"text", "a"}, {"callback_data", "b"}};
    json::Array keyboard;
    keyboard.push_back(json::Array{button});
    parameters["reply_markup"] = json::Object{{"inline_keyboard", std::move(keyboard)}};
    auto const id = result("sendRichMessage", parameters).at("message_id");
    auto const edited = result("editMessageReplyMarkup", {{"chat_id", mia}, {"message_id", id}});
    EXPECT_FALSE(edited.as_object().contains("reply_markup"));
    EXPECT_TRUE(edited.as_object().contains("rich_message"));
}

TEST_F(RichMessages, limits_and_what_is_not_built_are_told) {
    EXPECT_EQ(error("sendRichMessage", with({})), "400 Bad Request: message text is empty");
    EXPECT_EQ(error("sendRichMessage", with({paragraph(std::string(32'769, 'x'))})),
              "400 Bad Request: message is too long");
    json::Array many;
    for (int i = 0; i < 501; ++i) many.push_back(paragraph("x"));
    EXPECT_EQ(error("sendRichMessage", with(many)), "400 Bad Request: rich message has too many blocks");
    EXPECT_NE(
        error("sendRichMessage", {{"chat_id", mia}, {"rich_message", json::Object{{"html", "<p>x</p>"}}}})
            .find("Not implemented in the sandbox: html"),
        std::string::npos);
}

}  // namespace
}  // namespace aisha::sandbox::tests
