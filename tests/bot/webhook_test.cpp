// Deliveries of a webhook into the inbox, and how it is kept up at Telegram.
#include "bot/webhook.hpp"

#include "core/config.hpp"
#include "tests/bot/bot_fixture.hpp"

namespace aisha::bot {
namespace {

using namespace std::chrono_literals;
using tests::answered;
using tests::refused;

constexpr auto secret = "the-Secret_of-Telegram";
constexpr auto url = "https://bot.test/telegram/webhook";

std::string said(std::int64_t id, std::int64_t chat = 7) {
    return fmt::format(R"({{"update_id":{},"message":{{"message_id":1,"date":1,)"
                       R"("chat":{{"id":{},"type":"private"}},"text":"hi"}}}})",
                       id, chat);
}

class WebhookTest : public tests::DatabaseFixture {
protected:
    int received = 0;
    bool may_take = true;
    Webhook webhook{*database,
                    clock,
                    kept.log(),
                    bot,
                    {.public_url = "https://bot.test", .secret = Secret(secret)},
                    [this] { ++received; },
                    [this] { return may_take; }};
    TaskGroup tasks{loop.get_executor(), tests::silent_log()};
    std::exception_ptr ended_with;
    bool ended = true;

    void start() {
        ended = false;
        tasks.spawn("webhook", look_after());
    }
    awaitable<void> look_after() {
        try {
            co_await webhook.run();
        } catch (...) {
            ended_with = std::current_exception();
        }
        ended = true;
    }
    ~WebhookTest() override {
        webhook.stop();
        EXPECT_TRUE(soon([&] { return ended; }));
        tests::run(loop, tasks.join());
        EXPECT_EQ(kept.count(secret), 0U) << "the secret is in the log";
    }

    static net::IncomingRequest delivery(std::string body, std::string named = secret) {
        net::IncomingRequest request{.method = "POST", .path = std::string(webhook_path)};
        if (!named.empty()) request.headers.add("X-Telegram-Bot-Api-Secret-Token", std::move(named));
        request.body = std::move(body);
        return request;
    }
    net::OutgoingResponse deliver(net::IncomingRequest request) {
        return tests::run(loop, webhook.receive(std::move(request)));
    }
    int status(std::string body, std::string named = secret) {
        return deliver(delivery(std::move(body), std::move(named))).status;
    }
    std::int64_t inbox() { return number("SELECT count(*) FROM inbox"); }
    /// The next answers of getWebhookInfo.
    void report(json::Object info) {
        info.emplace("url", url);
        info["has_custom_certificate"] = false;
        info["pending_update_count"] = 3;
        telegram.next("getWebhookInfo", [info](auto&) { return answered(info); });
    }
    std::int64_t seconds_now() {
        return std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count();
    }
    bool looked(std::size_t times) {
        return eventually([&] { return telegram.count("getWebhookInfo") == times && clock.sleepers() == 1; });
    }
};

TEST_F(WebhookTest, NothingIsLostWhileNothingMayBeTaken) {
    may_take = false;
    auto const answer = deliver(delivery(said(1)));
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(answer.headers.find("Retry-After"));
    EXPECT_EQ(inbox(), 0);
    may_take = true;
    EXPECT_EQ(status(said(1)), 200);
    EXPECT_EQ(inbox(), 1);
}

TEST_F(WebhookTest, ADeliveryIsInTheInboxWhenItIsAnswered) {
    auto const response = deliver(delivery(said(10, -8)));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(std::get<std::string>(response.body), "") << "a body would be taken for a call";
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'pending' AND bot_id = 4242"), 1);
    EXPECT_EQ(number("SELECT chat_id FROM inbox WHERE update_id = 10"), -8);
    EXPECT_EQ(text("SELECT payload FROM inbox"), said(10, -8));
    EXPECT_EQ(received, 1);
}

TEST_F(WebhookTest, ARepeatedDeliveryIsTakenOnce) {
    EXPECT_EQ(status(said(10)), 200);
    write([](Transaction& tx) { tx.execute("UPDATE inbox SET state = 'handled', handled_at = 1"); });
    EXPECT_EQ(status(said(10)), 200);
    EXPECT_EQ(number("SELECT count(*) FROM inbox WHERE state = 'handled'"), 1);
    EXPECT_EQ(inbox(), 1);
    EXPECT_EQ(received, 1);
}

TEST_F(WebhookTest, WhoDoesNotNameTheSecretIsRefused) {
    EXPECT_EQ(status(said(10), ""), 401);
    EXPECT_EQ(status(said(10), "the-Secret_of-Telegran"), 401);
    EXPECT_EQ(status(said(10), "the-Secret"), 401);
    EXPECT_EQ(status(said(10), std::string(secret) + "x"), 401);
    EXPECT_EQ(inbox(), 0);
    for (int i = 0; i < 996; ++i) EXPECT_EQ(status(said(10), "x"), 401);
    EXPECT_EQ(kept.count("delivery_without_secret"), 10U) << "at powers of two, not a thousand times";
}

TEST_F(WebhookTest, OnlyPostIsTaken) {
    auto request = delivery("");
    request.method = "GET";
    EXPECT_EQ(deliver(std::move(request)).status, 405);
}

TEST_F(WebhookTest, ABodyOverTheLimitIsRefused) {
    auto body = said(10);
    body.append(limits::webhook_body_max - body.size(), ' ');
    EXPECT_EQ(status(body), 200);
    EXPECT_EQ(status(body + " "), 413);
    // The server puts what it does not keep in memory into a file.
    tests::TemporaryFolder const folder;
    auto request = delivery("");
    request.body = std::make_shared<net::TemporaryFile>(folder.path());
    EXPECT_EQ(deliver(std::move(request)).status, 413);
}

TEST_F(WebhookTest, WhatIsNoUpdateIsRefusedAndHarmless) {
    for (auto const* body :
         {"", "{", "5", "null", "[]", "{}", R"({"update_id":"x"})", R"({"update_id":1.5})"})
        EXPECT_EQ(status(body), 400) << body;
    EXPECT_EQ(inbox(), 0);
    EXPECT_EQ(status(R"({"update_id":11,"brand_new_kind":[1,2]})"), 200);
    EXPECT_EQ(inbox(), 1);
}

TEST_F(WebhookTest, WhileTheDatabaseIsAwayTelegramIsToldToComeAgain) {
    write([](Transaction& tx) { tx.script("ALTER TABLE inbox RENAME TO away"); });
    for (int i = 0; i < 3; ++i) {
        auto const response = deliver(delivery(said(10)));
        EXPECT_EQ(response.status, 503);
        EXPECT_EQ(response.headers.find("Retry-After"), "1");
    }
    EXPECT_EQ(kept.count("deliveries_put_off"), 1U) << "once, not for each delivery";
    write([](Transaction& tx) { tx.script("ALTER TABLE away RENAME TO inbox"); });
    EXPECT_EQ(status(said(10)), 200);
    EXPECT_EQ(kept.count("deliveries_taken_again"), 1U);
    EXPECT_EQ(inbox(), 1);
}

TEST_F(WebhookTest, AFloodIsTakenInPortions) {
    std::vector<int> statuses;
    auto const one = [](Webhook& to, int id, std::vector<int>& into) -> awaitable<void> {
        auto const response = co_await to.receive(delivery(said(id)));
        into.push_back(response.status);
    };
    auto const count = static_cast<int>(limits::webhook_deliveries_max) + 20;
    for (int id = 0; id < count; ++id) tasks.spawn("delivery", one(webhook, id, statuses));
    ASSERT_TRUE(soon([&] { return statuses.size() == static_cast<std::size_t>(count); }));
    EXPECT_EQ(std::ranges::count(statuses, 503), 20);
    EXPECT_EQ(std::ranges::count(statuses, 200), static_cast<int>(limits::webhook_deliveries_max));
    EXPECT_EQ(inbox(), static_cast<std::int64_t>(limits::webhook_deliveries_max));
    EXPECT_EQ(kept.count("deliveries_too_many"), 5U) << "at powers of two";
    EXPECT_EQ(status(said(1000)), 200) << "those that are done make room";
}

TEST_F(WebhookTest, AfterStopTelegramIsToldToComeAgain) {
    webhook.stop();
    EXPECT_EQ(status(said(10)), 503);
    EXPECT_EQ(inbox(), 0);
}

TEST_F(WebhookTest, TelegramIsToldWhereToDeliver) {
    start();
    ASSERT_TRUE(soon([&] { return webhook.healthy(); }));
    ASSERT_EQ(telegram.count("setWebhook"), 1U);
    auto const call = telegram.of("setWebhook")[0];
    EXPECT_EQ(call.text("url"), url);
    EXPECT_EQ(call.text("secret_token"), secret);
    EXPECT_EQ(call.number("max_connections"), limits::webhook_connections);
    EXPECT_EQ(json::read<std::vector<std::string>>(call.parameters.at("allowed_updates")), wanted_updates());
    EXPECT_FALSE(call.has("drop_pending_updates"));
}

TEST_F(WebhookTest, TelegramIsToldAgainUntilItListens) {
    telegram.next("setWebhook", tests::never_connected, 3);
    telegram.next("setWebhook", [](auto&) { return tests::html_page(502); });
    telegram.next("setWebhook", [](auto&) {
        return refused(429, "Too Many Requests: retry after 40", json::Object{{"retry_after", 40}});
    });
    telegram.next("setWebhook", [](auto&) {
        return refused(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known");
    });
    auto const began = clock.now();
    start();
    ASSERT_TRUE(eventually([&] { return webhook.healthy(); }));
    EXPECT_EQ(telegram.count("setWebhook"), 7U);
    EXPECT_GE(clock.now() - began, 40s);
    EXPECT_LE(clock.now() - began, 40s + 5 * limits::introduction_delay_max);
}

TEST_F(WebhookTest, ARefusedTokenEndsItWithAClearSentence) {
    telegram.next("setWebhook", [](auto&) { return refused(401, "Unauthorized"); });
    start();
    ASSERT_TRUE(soon([&] { return ended; }));
    try {
        std::rethrow_exception(ended_with);
    } catch (ConfigError const& e) {
        EXPECT_NE(std::string(e.what()).find("BotFather"), std::string::npos);
    }
}

TEST_F(WebhookTest, ErrorsThatTelegramReportsAreLoggedOnceEach) {
    start();
    ASSERT_TRUE(soon([&] { return clock.sleepers() == 1; }));
    auto const now = seconds_now();
    auto const error = [&](std::int64_t at, std::string const& what) {
        report({{"last_error_date", now + at}, {"last_error_message", what}});
    };
    error(-5, "Connection refused");  // of the time before this start
    ASSERT_TRUE(looked(1));
    EXPECT_EQ(kept.count("webhook_failing"), 0U);
    error(300, "Connection refused");
    error(400, "Connection refused");
    error(600, "Read timeout expired");
    ASSERT_TRUE(looked(4));
    EXPECT_EQ(kept.count("webhook_failing"), 2U);
    EXPECT_FALSE(webhook.healthy());
    error(600, "Read timeout expired");
    ASSERT_TRUE(looked(5));
    EXPECT_EQ(kept.count("webhook_recovered"), 1U);
    EXPECT_TRUE(webhook.healthy());
    error(1200, "Read timeout expired");
    telegram.next("getWebhookInfo", tests::never_connected);
    ASSERT_TRUE(looked(7));
    EXPECT_EQ(kept.count("webhook_failing"), 3U) << "it came back after a quiet while";
}

TEST_F(WebhookTest, AWebhookThatSomebodyReplacedIsSetAgain) {
    start();
    report({{"url", "https://elsewhere.test/"}});
    report({});
    ASSERT_TRUE(eventually([&] { return telegram.count("setWebhook") == 2; }));
    EXPECT_EQ(kept.count("webhook_replaced"), 1U);
    ASSERT_TRUE(looked(2));
    EXPECT_EQ(telegram.count("setWebhook"), 2U);
}

TEST_F(WebhookTest, StopEndsAWaitAtOnce) {
    telegram.hold("setWebhook");
    start();
    ASSERT_TRUE(soon([&] { return telegram.count("setWebhook") == 1; }));
    webhook.stop();
    EXPECT_TRUE(soon([&] { return ended; }));
    EXPECT_EQ(ended_with, nullptr);
}

TEST_F(WebhookTest, ASecretIsMadeOnceAndKept) {
    tests::TemporaryFolder const folder;
    auto const file = folder.path() / "webhook_secret";
    auto const made = kept_webhook_secret(clock, file);
    EXPECT_EQ(made.reveal().size(), limits::webhook_secret_made);
    EXPECT_TRUE(is_webhook_secret(made.reveal()));
    EXPECT_EQ(kept_webhook_secret(clock, file).reveal(), made.reveal());
    auto const others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    EXPECT_EQ(std::filesystem::status(file).permissions() & others, std::filesystem::perms::none);
    folder.write("webhook_secret", "not/allowed\n");
    EXPECT_THROW(kept_webhook_secret(clock, file), ConfigError);
    EXPECT_THROW(kept_webhook_secret(clock, folder.path() / "none" / "x"), ConfigError);
}

}  // namespace
}  // namespace aisha::bot
