// Photos as Telegram makes them of what is sent: sizes, albums, and files that stay as they are.
#include "tests/sandbox/sandbox_world.hpp"
#include "tests/support/pictures.hpp"

namespace aisha::sandbox::tests {

namespace {

using aisha::tests::busy_png;

struct Sending : SandboxWorld {
    Sending() {
        result("getMe");
        mia = person();
    }
    /// What Mia sends; `album` where all belong together.
    Answer send(std::string kind, std::vector<FormFile> files, bool album = false) {
        std::vector<std::pair<std::string, std::string>> fields{{"from", std::to_string(mia)},
                                                                {"kind", std::move(kind)}};
        if (album) fields.emplace_back("media_group", "1");
        return post_form(chat(mia, "/messages"), fields, std::move(files));
    }
    Answer by_bot(std::string const& method, std::vector<std::pair<std::string, std::string>> fields,
                  std::vector<FormFile> files) {
        fields.insert(fields.begin(), {"chat_id", std::to_string(mia)});
        return post_form("/bot" + token + "/" + method, fields, std::move(files));
    }
    std::string downloaded(std::string const& file_id) {
        auto const path = result("getFile", {{"file_id", file_id}}).at("file_path").as_string();
        return get(fmt::format("/file/bot{}/{}", token, std::string_view(path))).text;
    }

    std::int64_t mia = 0;
};

/// "90x60 320x213" …
std::string sizes_of(json::Value const& photo) {
    std::string text;
    for (auto const& size : photo.as_array())
        text += fmt::format("{}{}x{}", text.empty() ? "" : " ", size.at("width").as_int64(),
                            size.at("height").as_int64());
    return text;
}

FormFile picture(int width, int height, std::string name = "a.png") {
    return {"file", std::move(name), "image/png", busy_png(width, height, 1)};
}

}  // namespace

TEST(SandboxPhotos, come_in_the_sizes_of_telegram) {
    Sending world;
    EXPECT_EQ(sizes_of(world.send("photo", {picture(1500, 1000)}).json.at("photo")),
              "90x60 320x213 800x533 1280x853");
    EXPECT_EQ(sizes_of(world.send("photo", {picture(300, 600)}).json.at("photo")), "45x90 160x320 300x600");
    EXPECT_EQ(sizes_of(world.send("photo", {picture(80, 80)}).json.at("photo")), "80x80");
    auto const update = world.updates().front();
    EXPECT_EQ(sizes_of(update.at("message").at("photo")), "90x60 320x213 800x533 1280x853");
}

TEST(SandboxPhotos, each_size_is_a_file_and_stands_for_the_photo) {
    Sending world;
    auto const sizes = world.send("photo", {picture(640, 480)}).json.at("photo").as_array();
    ASSERT_EQ(sizes.size(), 3U);
    for (auto const& size : sizes) {
        auto const id = std::string(size.at("file_id").as_string());
        EXPECT_EQ(world.downloaded(id).size(), static_cast<std::size_t>(size.at("file_size").as_int64()));
        auto const again = world.result("sendPhoto", {{"chat_id", world.mia}, {"photo", id}});
        EXPECT_EQ(again.at("photo"), json::Value(sizes));
    }
}

TEST(SandboxPhotos, what_is_no_picture_is_said_to_be_none) {
    Sending world;
    auto const answer = world.send("photo", {{"file", "a.jpg", "image/jpeg", "no picture"}});
    EXPECT_EQ(answer.status, 400);
    EXPECT_TRUE(answer.text.contains("Send it as a file")) << answer.text;
    world.media.available = false;
    EXPECT_EQ(world.send("photo", {picture(80, 80)}).status, 503);
    EXPECT_TRUE(world.updates().empty());
}

TEST(SandboxPhotos, an_album_is_several_updates_with_one_group) {
    Sending world;
    std::vector<FormFile> files;
    for (int i = 0; i < 10; ++i) files.push_back(picture(100 + i, 100, fmt::format("{}.png", i)));
    auto const said = world.send("photo", files, true);
    ASSERT_EQ(said.status, 200) << said.text;
    auto const updates = world.updates();
    ASSERT_EQ(updates.size(), 10U);
    for (std::size_t i = 0; i < updates.size(); ++i) {
        auto const& message = updates[i].at("message");
        EXPECT_EQ(message.at("media_group_id"), updates[0].at("message").at("media_group_id"));
        EXPECT_EQ(message.at("photo").as_array().back().at("width").as_int64(),
                  static_cast<std::int64_t>(100 + i));
    }
}

TEST(SandboxPhotos, a_picture_sent_as_a_file_stays_as_it_is) {
    Sending world;
    auto const bytes = busy_png(300, 200, 4);
    auto const document = world.send("document", {{"file", "a.png", "image/png", bytes}}).json.at("document");
    EXPECT_EQ(document.at("file_name").as_string(), "a.png");
    EXPECT_EQ(world.downloaded(std::string(document.at("file_id").as_string())), bytes);
}

TEST(SandboxPhotos, bots_photos_and_albums_have_sizes_too) {
    Sending world;
    auto const file = [](std::string part) {
        return FormFile{std::move(part), "a.png", "image/png", busy_png(400, 400, 2)};
    };
    auto const photo = world.by_bot("sendPhoto", {}, {file("photo")});
    ASSERT_EQ(photo.status, 200) << photo.text;
    EXPECT_EQ(sizes_of(photo.json.at("result").at("photo")), "90x90 320x320 400x400");
    auto const album = world.by_bot(
        "sendMediaGroup",
        {{"media", R"([{"type":"photo","media":"attach://a"},{"type":"photo","media":"attach://b"}])"}},
        {file("a"), file("b")});
    ASSERT_EQ(album.status, 200) << album.text;
    auto const& messages = album.json.at("result").as_array();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].at("media_group_id"), messages[1].at("media_group_id"));
    EXPECT_EQ(sizes_of(messages[1].at("photo")), "90x90 320x320 400x400");
}

TEST(SandboxPhotos, one_of_the_bot_becomes_another_in_its_place) {
    Sending world;
    auto const sent = world.by_bot("sendPhoto", {{"caption", "one"}},
                                   {{"photo", "a.png", "image/png", busy_png(200, 100, 1)}});
    ASSERT_EQ(sent.status, 200) << sent.text;
    auto const id = std::to_string(sent.json.at("result").at("message_id").as_int64());
    std::string const media =
        R"({"type":"photo","media":"attach://other","caption":"<b>two</b>","parse_mode":"HTML"})";
    auto const edit = [&](std::string const& given) {
        return world.by_bot("editMessageMedia", {{"message_id", id}, {"media", given}},
                            {{"other", "b.png", "image/png", busy_png(100, 300, 2)}});
    };
    auto const edited = edit(media);
    ASSERT_EQ(edited.status, 200) << edited.text;
    auto const message = edited.json.at("result");
    EXPECT_EQ(message.at("caption").as_string(), "two");
    EXPECT_EQ(message.at("photo").as_array().back().at("height").as_int64(), 300);
    EXPECT_TRUE(message.as_object().contains("edit_date"));
    EXPECT_EQ(edit(R"({"type":"voice","media":"attach://other"})").status, 400);
    EXPECT_EQ(edit(R"({"type":"photo","media":"attach://nothing"})").status, 400);
}

}  // namespace aisha::sandbox::tests
