// What a data folder keeps, and what never comes back.
#include "sandbox/telegram/ids.hpp"
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {

namespace {

SandboxOptions kept_in(TemporaryFolder const& folder) {
    SandboxOptions options;
    options.data = folder.path() / "sandbox";
    return options;
}

}  // namespace

TEST(Persistence, a_second_life_has_everything_of_the_first) {
    TemporaryFolder folder;
    std::int64_t mia = 0;
    json::Value before, file_id, me;
    {
        SandboxWorld world(kept_in(folder));
        mia = world.person("Мия", "ru");
        me = world.result("getMe");
        world.result("setMyCommands", {{"commands", R"([{"command":"start","description":"Begin"}])"}});
        world.result("getUpdates", {{"allowed_updates", R"(["message","edited_message"])"}});
        world.post(world.chat(mia, "/messages"), json::Object{{"from", mia}, {"text", "one"}});
        auto const voice =
            world.post_form(world.chat(mia, "/messages"), {{"from", std::to_string(mia)}, {"kind", "voice"}},
                            {{"file", "v.ogg", "audio/ogg", "OggS bytes"}});
        file_id = voice.json.at("voice").at("file_id");
        auto const gone = world.result("sendMessage", {{"chat_id", mia}, {"text", "gone"}});
        world.result("deleteMessage", {{"chat_id", mia}, {"message_id", gone.at("message_id")}});
        before = world.get(world.chat(mia)).json;
    }
    SandboxWorld world(kept_in(folder));
    auto after = world.get(world.chat(mia)).json;
    EXPECT_GT(after.at("revision").as_int64(), before.at("revision").as_int64());
    EXPECT_EQ(after.at("messages"), before.at("messages"));
    EXPECT_EQ(after.at("deleted"), before.at("deleted"));
    EXPECT_EQ(world.result("getMe"), me);
    EXPECT_EQ(world.result("getMyCommands").as_array().size(), 1U);
    auto const updates = world.updates();
    ASSERT_EQ(updates.size(), 2U);
    EXPECT_EQ(updates[0].at("message").at("text").as_string(), "one");
    EXPECT_LT(updates[0].at("update_id").as_int64(), updates[1].at("update_id").as_int64());
    auto const path =
        std::string(world.result("getFile", {{"file_id", file_id}}).at("file_path").as_string());
    EXPECT_EQ(world.get("/file/bot" + world.token + "/" + path).text, "OggS bytes");
    auto const next = world.post(world.chat(mia, "/messages"), json::Object{{"from", mia}, {"text", "two"}});
    EXPECT_GT(next.json.at("message_id").as_int64(), before.at("deleted").at(0).as_int64());
    world.post(world.chat(mia, "/actions"), json::Object{{"from", mia}, {"action", "block"}});
    EXPECT_EQ(world.updates().size(), 1U) << "the kinds asked for are remembered";
}

TEST(Persistence, confirmed_updates_and_reset_worlds_stay_gone) {
    TemporaryFolder folder;
    std::int64_t mia = 0;
    {
        SandboxWorld world(kept_in(folder));
        world.result("getMe");
        mia = world.person();
        world.post(world.chat(mia, "/messages"), json::Object{{"from", mia}, {"text", "one"}});
        EXPECT_EQ(world.updates().size(), 1U);
    }
    {
        SandboxWorld world(kept_in(folder));
        EXPECT_EQ(world.updates().size(), 0U);
        EXPECT_EQ(world.get(world.chat(mia)).json.at("messages").as_array().size(), 1U);
        world.post("/sandbox/reset", json::Object{});
    }
    SandboxWorld world(kept_in(folder));
    EXPECT_EQ(world.get("/sandbox").json.at("people").as_array().size(), 0U);
    EXPECT_EQ(world.get("/sandbox").json.at("bots").as_array().size(), 1U);
    EXPECT_GT(world.person(), mia);
}

TEST(Persistence, another_secret_is_another_bot_and_is_refused) {
    TemporaryFolder folder;
    {
        SandboxWorld world(kept_in(folder));
        world.result("getMe");
    }
    SandboxWorld world(kept_in(folder));
    world.token = "4242:another";
    EXPECT_EQ(world.error("getMe"), "401 Unauthorized");
}

TEST(Persistence, ids_of_a_new_folder_do_not_repeat_those_of_an_old_one) {
    auto const ids = [] {
        SandboxWorld world;
        auto const mia = world.person();
        return std::pair(
            mia, world.result("sendMessage", {{"chat_id", mia}, {"text", "a"}}).at("message_id").as_int64());
    };
    // The test's clock stands still, so the ids are those of one moment; they come from the clock alone.
    EXPECT_EQ(ids(), ids());
    EXPECT_LT(ids().second, std::int64_t{1} << 31U) << "many libraries keep message ids in 32 bits";
    SandboxWorld world;
    auto const now = world.clock.now();
    EXPECT_GT(telegram::large_ids_from(now + std::chrono::seconds(1)), telegram::large_ids_from(now) + 900);
    EXPECT_EQ(telegram::small_ids_from(now + std::chrono::seconds(1)), telegram::small_ids_from(now) + 50);
}

}  // namespace aisha::sandbox::tests
