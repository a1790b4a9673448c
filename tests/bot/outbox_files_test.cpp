// The outbox sends files, and long texts to servers of any age.
#include "tests/bot/outbox_fixture.hpp"

namespace aisha::bot {
namespace {

class OutboxFilesTest : public OutboxTest {
protected:
    tests::TemporaryFolder folder;
    bool has_file = true;
    bool away = false;
    int made = 0;

    void start_with_files() {
        auto const epoch =
            write([&](Transaction& tx) { return instance_repository::begin_epoch(tx, "test", clock.now()); });
        Outbox::Options options{.epoch = epoch,
                                .files = [this](json::Value source) { return make_file(source); }};
        outbox.emplace(loop.get_executor(), *database, clock, kept.log(), bot, options,
                       [](Transaction&, ChatId) {});
        go();
    }
    awaitable<std::optional<SendableFile>> make_file(json::Value source) {
        ++made;
        if (away) throw Unavailable("the store is away");
        if (!has_file) co_return std::nullopt;
        co_return SendableFile{folder.write("file", json::dump(source)), nullptr};
    }
    OutboxId send_file(std::optional<std::string> file_id = {}, std::string kind = "document") {
        OutgoingFile file;
        file.chat_id = ChatId{7};
        file.kind = std::move(kind);
        file.name = "name.txt";
        file.mime_type = "text/plain";
        file.file_id = std::move(file_id);
        file.source = json::Object{{"key", "k"}};
        file.otherwise = "it is gone";
        return write([&](Transaction& tx) { return outbox->send(tx, file); });
    }
    net::Part part_of(std::size_t call) {
        return std::get<net::Multipart>(telegram.of("sendDocument").at(call).request.body).back();
    }
};

TEST_F(OutboxFilesTest, AFileIsMadeWhenItLeaves) {
    start_with_files();
    ASSERT_TRUE(becomes(send_file(), "sent"));
    EXPECT_EQ(part_of(0).name, "document");
    EXPECT_EQ(part_of(0).filename, "name.txt");
    EXPECT_EQ(tests::read_file(std::get<std::filesystem::path>(part_of(0).content)), R"({"key":"k"})");
}

TEST_F(OutboxFilesTest, WhatTelegramHasIsNotUploaded) {
    start_with_files();
    ASSERT_TRUE(becomes(send_file("AgAD", "voice"), "sent"));
    EXPECT_EQ(made, 0);
    EXPECT_EQ(telegram.of("sendVoice").at(0).text("voice"), "AgAD");
}

TEST_F(OutboxFilesTest, AFileIdThatIsGoneIsFollowedByTheFile) {
    refuse(400, "Bad Request: wrong file identifier/HTTP URL specified", nullptr, 1, "sendDocument");
    start_with_files();
    ASSERT_TRUE(becomes(send_file("AgAD"), "sent"));
    EXPECT_EQ(made, 1);
    EXPECT_EQ(telegram.count("sendDocument"), 2U);
}

TEST_F(OutboxFilesTest, WithoutAFileThereAreWords) {
    has_file = false;
    start_with_files();
    ASSERT_TRUE(becomes(send_file(), "sent"));
    EXPECT_EQ(telegram.texts(7), std::vector<std::string>{"it is gone"});
}

TEST_F(OutboxFilesTest, AFileThatTelegramRefusesIsFollowedByWords) {
    refuse(413, "Request Entity Too Large", nullptr, 1, "sendDocument");
    start_with_files();
    ASSERT_TRUE(becomes(send_file(), "sent"));
    EXPECT_EQ(telegram.texts(7), std::vector<std::string>{"it is gone"});
}

TEST_F(OutboxFilesTest, AStoreThatIsAwayIsWaitedForWithoutCountingAnAttempt) {
    away = true;
    start_with_files();
    auto const id = send_file();
    ASSERT_TRUE(soon([&] { return kept.count("message_waits") == 1; }));
    EXPECT_TRUE(eventually([&] { return attempts(id) == 0; }));
    away = false;
    EXPECT_TRUE(becomes(id, "sent"));
}

TEST_F(OutboxFilesTest, ARichMessageBecomesASeriesWhereTheServerKnowsNone) {
    refuse(404, "Not Found: method not found", nullptr, 1, "sendRichMessage");
    start();
    json::Array blocks;
    for (int i = 0; i < 30; ++i)
        blocks.push_back(json::Object{{"type", "paragraph"}, {"text", std::string(400, 'a') + " & <b>."}});
    SendRichMessage rich;
    rich.chat_id = ChatId{7};
    rich.rich_message.blocks = std::move(blocks);
    rich.reply_parameters = {MessageId{5}, true};
    rich.reply_markup = InlineKeyboardMarkup{{{{"a", "b", {}}}}};
    auto const id = write([&](Transaction& tx) { return outbox->send(tx, rich); });
    auto const after = send(7, "after");
    ASSERT_TRUE(becomes(after, "sent"));
    EXPECT_EQ(state(id), "sent");
    auto const calls = telegram.of("sendMessage");
    ASSERT_EQ(calls.size(), 4U) << "three parts and what came after";
    EXPECT_EQ(calls.back().text(), "after");
    for (std::size_t at = 0; at < 3; ++at) {
        EXPECT_EQ(calls[at].has("reply_parameters"), at == 0) << at;
        EXPECT_EQ(calls[at].has("reply_markup"), at == 2) << at;
        EXPECT_FALSE(calls[at].has("extra"));
        EXPECT_NE(calls[at].text().find("&amp; &lt;b&gt;"), std::string::npos);
    }
}

TEST_F(OutboxFilesTest, ASeriesGoesOnAfterADeathInTheMiddle) {
    refuse(404, "Not Found: method not found", nullptr, 1, "sendRichMessage");
    start();
    json::Array blocks;
    for (int i = 0; i < 20; ++i)
        blocks.push_back(
            json::Object{{"type", "paragraph"}, {"text", fmt::format("{:02}", i) + std::string(800, 'x')}});
    SendRichMessage rich;
    rich.chat_id = ChatId{7};
    rich.rich_message.blocks = std::move(blocks);
    auto const id = write([&](Transaction& tx) { return outbox->send(tx, rich); });
    ASSERT_TRUE(eventually([&] { return telegram.count("sendMessage") >= 2; }));
    die();
    make();
    go();
    ASSERT_TRUE(becomes(id, "sent"));
    std::string all;
    for (auto const& text : telegram.texts(7)) all += text;
    std::size_t at = 0;
    for (int i = 0; i < 20; ++i) {
        at = all.find(fmt::format("{:02}xx", i), at);
        EXPECT_NE(at, std::string::npos) << i;
    }
}

TEST_F(OutboxFilesTest, WhatIsToBeForgottenLeavesNoRow) {
    start();
    auto const id = write([&](Transaction& tx) { return outbox->send_and_forget(tx, message(7, "bye")); });
    ASSERT_TRUE(eventually([&] { return number("SELECT count(*) FROM outbox") == 0; }));
    EXPECT_EQ(telegram.texts(7), std::vector<std::string>{"bye"});
    EXPECT_FALSE(message_of(id));
}

}  // namespace
}  // namespace aisha::bot
