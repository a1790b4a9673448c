// getUpdates: confirming, waiting, taking over, forgetting.
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {

namespace {

using namespace std::chrono_literals;

/// A world in which Mia has said "1", "2", … `count`.
struct Spoken : SandboxWorld {
    explicit Spoken(int count) {
        result("getMe");
        mia = person();
        for (int i = 1; i <= count; ++i) say(std::to_string(i));
    }
    void say(std::string text) {
        post(chat(mia, "/messages"), json::Object{{"from", mia}, {"text", std::move(text)}});
    }
    /// The texts of a batch, together.
    static std::string texts(json::Value const& batch) {
        std::string all;
        for (auto const& update : batch.as_array()) all += update.at("message").at("text").as_string();
        return all;
    }
    std::string ask_texts(json::Object parameters = {}) {
        return texts(result("getUpdates", std::move(parameters)));
    }
    std::int64_t first() { return result("getUpdates").at(0).at("update_id").as_int64(); }

    std::int64_t mia = 0;
};

}  // namespace

TEST(GetUpdates, an_offset_confirms_what_is_below_it) {
    Spoken world(4);
    auto const first = world.first();
    EXPECT_EQ(world.ask_texts(), "1234");
    EXPECT_EQ(world.ask_texts({{"limit", 2}}), "12");
    EXPECT_EQ(world.ask_texts({{"offset", first + 1}}), "234");
    EXPECT_EQ(world.ask_texts({{"offset", 0}}), "234");
    EXPECT_EQ(world.ask_texts({{"offset", -2}}), "34");
    EXPECT_EQ(world.ask_texts(), "34");
    EXPECT_EQ(world.ask_texts({{"offset", first + 4}}), "");
}

TEST(GetUpdates, a_waiting_call_is_answered_by_the_next_message) {
    Spoken world(0);
    auto const waiting = world.api_later("getUpdates", {{"timeout", 30}});
    EXPECT_FALSE(waiting->has_value());
    world.say("hello");
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ(Spoken::texts((*waiting)->json.at("result")), "hello");
}

TEST(GetUpdates, a_waiting_call_ends_with_its_time_and_no_later_than_after_50_seconds) {
    Spoken world(0);
    auto const waiting = world.api_later("getUpdates", {{"timeout", 500}});
    world.pass(49s);
    EXPECT_FALSE(waiting->has_value());
    world.pass(2s);
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ((*waiting)->text, R"({"ok":true,"result":[]})");
}

TEST(GetUpdates, a_newer_call_takes_over) {
    Spoken world(0);
    auto const older = world.api_later("getUpdates", {{"timeout", 30}});
    auto const newer = world.api_later("getUpdates", {{"timeout", 30}});
    ASSERT_TRUE(older->has_value());
    EXPECT_EQ((*older)->status, 409);
    EXPECT_EQ(
        (*older)->json.at("description").as_string(),
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
    EXPECT_FALSE(newer->has_value());
    world.say("x");
    ASSERT_TRUE(newer->has_value());
    EXPECT_EQ((*newer)->status, 200);
}

TEST(GetUpdates, kinds_that_were_not_asked_for_are_not_kept) {
    Spoken world(1);
    world.ask_texts({{"allowed_updates", R"(["callback_query"])"}});
    world.say("2");
    EXPECT_EQ(world.ask_texts(), "1");
    world.ask_texts({{"allowed_updates", "not json"}});
    world.say("3");
    EXPECT_EQ(world.ask_texts(), "1") << "a list that cannot be read changes nothing";
    world.ask_texts({{"allowed_updates", json::Array{}}});
    world.say("4");
    EXPECT_EQ(world.ask_texts(), "14");
}

TEST(GetUpdates, updates_are_forgotten_after_a_day) {
    Spoken world(1);
    world.pass(23h);
    world.say("2");
    EXPECT_EQ(world.ask_texts(), "12");
    world.pass(2h);
    EXPECT_EQ(world.ask_texts(), "2");
}

TEST(GetUpdates, batches_are_doubled_and_reversed_on_command) {
    Spoken world(3);
    auto const order = [&](std::string action) {
        EXPECT_EQ(
            world.post("/sandbox/faults", json::Object{{"service", "telegram"}, {"action", action}}).status,
            200);
    };
    order("duplicate");
    EXPECT_EQ(world.ask_texts(), "112233");
    order("reorder");
    EXPECT_EQ(world.ask_texts(), "321");
    EXPECT_EQ(world.ask_texts(), "123");
}

TEST(GetUpdates, stopping_ends_the_wait) {
    auto world = std::make_unique<Spoken>(0);
    auto const waiting = world->api_later("getUpdates", {{"timeout", 30}});
    world.reset();
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ((*waiting)->status, 200);
}

}  // namespace aisha::sandbox::tests
