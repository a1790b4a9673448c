// Webhooks: setting them, and what arrives at a bot that has one.
#include "sandbox/signal.hpp"
#include "tests/sandbox/sandbox_world.hpp"

#include <deque>

namespace aisha::sandbox::tests {

namespace {

using namespace std::chrono_literals;

constexpr auto bot_url = "http://127.0.0.1:9999/hook";

/// The HTTP server of a bot: keeps what it gets, answers as it was told, else with 200 at once.
class BotServer : public net::Transport {
public:
    awaitable<net::Response> send(net::Request request) override {
        requests.push_back(std::move(request));
        texts += text_of(requests.back());
        ++under_way;
        most_at_once = std::max(most_at_once, under_way);
        if (held) co_await released.wait();
        --under_way;
        if (away) throw net::TransportError("127.0.0.1: refused", net::TransportError::Sent::no);
        if (answers.empty()) co_return net::Response{.status = 200};
        auto answer = answers.front();
        answers.pop_front();
        co_return answer;
    }
    static std::string text_of(net::Request const& request) {
        auto const update = json::parse(std::get<std::string>(request.body));
        auto const* const message = update.as_object().if_contains("message");
        return message ? std::string(message->at("text").as_string()) : "?";
    }

    std::deque<net::Response> answers;
    std::vector<net::Request> requests;
    std::string texts;  ///< of all messages, together
    bool away = false;
    bool held = false;
    Signal released;
    int under_way = 0;
    int most_at_once = 0;
};

struct HookedBot {
    BotServer server;
};

/// A world whose bot has a webhook, unless `set` is not called.
struct Hooked : HookedBot, SandboxWorld {
    Hooked() : Hooked(SandboxOptions()) {}
    explicit Hooked(SandboxOptions options) : SandboxWorld(with(std::move(options), server)) {
        result("getMe");  // from now on there is such a bot
        mia = person();
    }
    static SandboxOptions with(SandboxOptions options, net::Transport& transport) {
        options.transport = &transport;
        return options;
    }
    std::string set(json::Object more = {}) {
        more.emplace("url", bot_url);
        auto const answer = api("setWebhook", std::move(more));
        EXPECT_EQ(answer.status, 200) << answer.text;
        auto const* const words = answer.json.as_object().if_contains("description");
        return words ? std::string(words->as_string()) : "";
    }
    void say(std::string text, std::int64_t who = 0) {
        if (who == 0) who = mia;
        post(chat(who, "/messages"), json::Object{{"from", who}, {"text", std::move(text)}});
        settle();
    }
    void order(std::string action, json::Object more = {}) {
        more["service"] = "telegram";
        more["action"] = action;
        EXPECT_EQ(post("/sandbox/faults", more).status, 200);
    }
    json::Value info() { return result("getWebhookInfo"); }
    std::int64_t mia = 0;
};

net::Response answer_of(int status, net::Headers headers = {}, std::string body = {}) {
    return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

}  // namespace

TEST(Webhook, updates_arrive_with_the_secret_and_are_gone) {
    Hooked world;
    world.say("before");
    EXPECT_EQ(world.set({{"secret_token", "s-E_1"}}), "Webhook was set");
    world.settle();
    world.say("after");
    EXPECT_EQ(world.server.texts, "beforeafter");
    auto const& request = world.server.requests.at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, bot_url);
    EXPECT_EQ(request.headers.find("X-Telegram-Bot-Api-Secret-Token"), "s-E_1");
    EXPECT_EQ(request.headers.find("Content-Type"), "application/json");
    EXPECT_GT(json::parse(std::get<std::string>(request.body)).at("update_id").as_int64(), 0);
    EXPECT_EQ(world.info().at("pending_update_count").to_number<int>(), 0);
}

TEST(Webhook, setting_and_deleting_say_what_they_did) {
    Hooked world;
    EXPECT_EQ(world.set(), "Webhook was set");
    EXPECT_EQ(world.set(), "Webhook is already set");
    EXPECT_EQ(world.set({{"max_connections", 500}}), "Webhook was set");
    EXPECT_EQ(world.info().at("max_connections").as_int64(), 100);
    EXPECT_EQ(world.info().at("url").as_string(), bot_url);
    EXPECT_EQ(world.api("deleteWebhook").json.at("description").as_string(), "Webhook was deleted");
    EXPECT_EQ(world.api("deleteWebhook").json.at("description").as_string(), "Webhook is already deleted");
    EXPECT_EQ(world.info().at("url").as_string(), "");
    world.set();
    EXPECT_EQ(world.set({{"url", ""}}), "Webhook was deleted");
}

TEST(Webhook, addresses_and_secrets_that_the_real_service_refuses_are_refused) {
    Hooked world;
    auto const refusal = [&](json::Object parameters) {
        return world.error("setWebhook", std::move(parameters));
    };
    EXPECT_EQ(refusal({{"url", "nonsense"}}), "400 Bad Request: invalid webhook URL specified");
    EXPECT_TRUE(refusal({{"url", "http://example.org/x"}})
                    .starts_with("400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"));
    EXPECT_EQ(refusal({{"url", "https://example.org:8080/x"}}),
              "400 Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
    EXPECT_EQ(refusal({{"url", bot_url}, {"secret_token", "a b"}}),
              "400 Bad Request: secret token contains unallowed characters");
    world.set({{"url", "https://example.org:8443/x"}});
    world.set({{"url", "http://[::1]:5/x"}});
    SandboxWorld no_way_out;
    EXPECT_TRUE(no_way_out.error("setWebhook", {{"url", bot_url}}).starts_with("501 "));
}

TEST(Webhook, a_poll_and_a_webhook_exclude_each_other) {
    Hooked world;
    auto const waiting = world.api_later("getUpdates", {{"timeout", 30}});
    world.set();
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ((*waiting)->json.at("description").as_string(), "Conflict: terminated by setWebhook request");
    EXPECT_EQ(
        world.error("getUpdates"),
        "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
        "webhook first");
    world.server.away = true;
    world.say("kept");
    world.result("deleteWebhook");
    EXPECT_EQ(world.updates().size(), 1U);
}

TEST(Webhook, pending_updates_are_dropped_on_demand) {
    Hooked world;
    world.say("old");
    world.set({{"drop_pending_updates", true}});
    world.settle();
    world.say("new");
    EXPECT_EQ(world.server.texts, "new");
    world.server.away = true;
    world.say("lost");
    world.result("deleteWebhook", {{"drop_pending_updates", true}});
    EXPECT_EQ(world.updates().size(), 0U);
}

TEST(Webhook, a_chat_waits_for_success_and_others_do_not_wait_for_it) {
    Hooked world;
    auto const other = world.person("Ben");
    world.set();
    world.server.held = true;
    world.say("1");
    world.say("2");
    world.say("b", other);
    EXPECT_EQ(world.server.texts, "1b");
    world.server.held = false;
    world.server.released.notify_all();
    world.settle();
    EXPECT_EQ(world.server.texts, "1b2");
    EXPECT_EQ(world.server.most_at_once, 2);
}

TEST(Webhook, no_more_deliveries_at_once_than_max_connections) {
    Hooked world;
    world.set({{"max_connections", 2}});
    world.server.held = true;
    for (int i = 0; i < 5; ++i) world.say(std::to_string(i), world.person("Somebody"));
    EXPECT_EQ(world.server.texts, "01");
    world.server.held = false;
    world.server.released.notify_all();
    world.settle();
    EXPECT_EQ(world.server.texts, "01234");
    EXPECT_EQ(world.server.most_at_once, 2);
}

TEST(Webhook, failures_are_repeated_with_growing_delay_and_reported) {
    Hooked world;
    world.set();
    world.server.answers = {answer_of(503), answer_of(302), answer_of(500)};
    world.say("1");
    EXPECT_EQ(world.server.requests.size(), 1U);
    auto const info = world.info();
    EXPECT_EQ(info.at("last_error_message").as_string(),
              "Wrong response from the webhook: 503 Service Unavailable");
    EXPECT_GT(info.at("last_error_date").as_int64(), 1'700'000'000);
    EXPECT_EQ(info.at("pending_update_count").to_number<int>(), 1);
    world.pass(1s);
    EXPECT_EQ(world.server.requests.size(), 2U);
    world.pass(1s);
    EXPECT_EQ(world.server.requests.size(), 2U);
    world.pass(1s);
    EXPECT_EQ(world.server.requests.size(), 3U);
    world.server.away = true;
    world.pass(4s);
    EXPECT_EQ(world.info().at("last_error_message").as_string(), "Connection refused");
    world.server.away = false;
    world.pass(60s);
    EXPECT_EQ(world.server.texts, "11111");
    EXPECT_EQ(world.info().at("pending_update_count").to_number<int>(), 0);
}

TEST(Webhook, retry_after_is_obeyed) {
    Hooked world;
    world.set();
    world.server.answers = {answer_of(503, {{"Retry-After", "30"}})};
    world.say("1");
    world.pass(29s);
    EXPECT_EQ(world.server.texts, "1");
    world.pass(1s);
    EXPECT_EQ(world.server.texts, "11");
}

TEST(Webhook, updates_that_nobody_takes_are_forgotten_after_a_day) {
    Hooked world;
    world.set();
    world.server.away = true;
    world.say("1");
    world.pass(25h);
    EXPECT_EQ(world.info().at("pending_update_count").to_number<int>(), 0);
}

TEST(Webhook, a_call_in_the_answer_is_carried_out) {
    Hooked world;
    world.set();
    auto const json_type = net::Headers{{"Content-Type", "application/json"}};
    auto const call = [&](json::Object body) { return answer_of(200, json_type, json::dump(body)); };
    world.server.answers = {
        call({{"method", "sendMessage"}, {"chat_id", world.mia}, {"text", "at once"}}),
        call({{"method", "getMe"}}),
        call({{"method", "deleteWebhook"}}),
        call({{"method", "sendMessage"}, {"text", "to nobody"}}),
        answer_of(200, {{"Content-Type", "text/plain"}}, "ok"),
        answer_of(200, {{"Content-Type", "application/x-www-form-urlencoded"}},
                  fmt::format("method=sendmessage&chat_id={}&text=form", world.mia)),
    };
    for (int i = 0; i < 6; ++i) world.say("x");
    std::string texts;
    for (auto const& message : world.get(world.chat(world.mia)).json.at("messages").as_array())
        if (message.at("from").at("is_bot").as_bool()) texts += message.at("text").as_string();
    EXPECT_EQ(texts, "at onceform");
    EXPECT_EQ(world.info().at("url").as_string(), bot_url);
    EXPECT_EQ(world.info().at("pending_update_count").to_number<int>(), 0);
}

TEST(Webhook, deliveries_come_twice_and_out_of_order_on_command) {
    Hooked world;
    world.set();
    world.order("duplicate");
    world.say("1");
    world.say("2");
    EXPECT_EQ(world.server.texts, "112");
    world.server.held = true;
    world.say("3");
    world.say("4");
    world.say("5");
    world.order("reorder", {{"method", "webhook"}});
    world.order("duplicate", {{"method", "getUpdates"}});  // not for deliveries
    world.server.held = false;
    world.server.released.notify_all();
    world.settle();
    EXPECT_EQ(world.server.texts, "112354");
}

TEST(Webhook, deliveries_are_delayed_and_lost_on_command) {
    Hooked world;
    world.set();
    world.order("drop_before", {{"method", "webhook"}});
    world.say("1");
    EXPECT_EQ(world.server.texts, "");
    EXPECT_EQ(world.info().at("last_error_message").as_string(), "Connection refused");
    world.pass(1s);
    EXPECT_EQ(world.server.texts, "1");
    world.order("drop_after", {{"method", "webhook"}});
    world.say("2");
    EXPECT_EQ(world.server.texts, "12");
    EXPECT_EQ(world.info().at("pending_update_count").as_int64(), 1);
    world.pass(1s);
    EXPECT_EQ(world.server.texts, "122") << "the answer was lost, so it comes once more";
    world.order("delay", {{"method", "webhook"}, {"seconds", 5}});
    world.say("3");
    world.pass(4s);
    EXPECT_EQ(world.server.texts, "122");
    world.pass(2s);
    EXPECT_EQ(world.server.texts, "1223");
    world.order("drop_before");  // for calls, not for deliveries
    world.say("4");
    EXPECT_EQ(world.server.texts, "12234");
}

TEST(Webhook, kinds_that_were_not_asked_for_do_not_come) {
    Hooked world;
    world.set({{"allowed_updates", json::Array{"callback_query"}}});
    world.say("1");
    EXPECT_EQ(world.server.texts, "");
    EXPECT_EQ(world.info().at("allowed_updates").as_array().size(), 1U);
}

TEST(Webhook, a_second_life_goes_on_delivering) {
    TemporaryFolder folder;
    SandboxOptions options;
    options.data = folder.path() / "sandbox";
    {
        Hooked world(options);
        world.set({{"secret_token", "kept"}});
        world.server.away = true;
        world.say("1");
    }
    Hooked world(options);
    world.settle();
    ASSERT_EQ(world.server.texts, "1");
    EXPECT_EQ(world.server.requests[0].headers.find("X-Telegram-Bot-Api-Secret-Token"), "kept");
}

}  // namespace aisha::sandbox::tests
