// The log of calls, misbehaviour on command, limits, the page and who may ask.
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {

namespace {

using namespace std::chrono_literals;

std::size_t messages(SandboxWorld& world, std::int64_t person) {
    return world.get(world.chat(person)).json.at("messages").as_array().size();
}

}  // namespace

TEST(Calls, have_every_field_and_grow_by_one) {
    SandboxWorld world;
    auto const mia = world.person();
    world.result("sendMessage", {{"chat_id", mia}, {"text", "a"}});
    world.post_form("/bot" + world.token + "/sendDocument", {{"chat_id", std::to_string(mia)}},
                    {{"document", "a.txt", "text/plain", "words"}});
    auto const list = world.get("/sandbox/calls").json.at("calls").as_array();
    ASSERT_EQ(list.size(), 2U);
    auto const& call = list[0].as_object();
    EXPECT_EQ(call.at("number").as_int64(), 1);
    EXPECT_EQ(call.at("service").as_string(), "telegram");
    EXPECT_EQ(call.at("bot").as_int64(), world.bot);
    EXPECT_EQ(call.at("method").as_string(), "sendMessage");
    EXPECT_EQ(call.at("parameters"), json::Value(json::Object{{"chat_id", mia}, {"text", "a"}}));
    EXPECT_EQ(call.at("status").as_int64(), 200);
    EXPECT_TRUE(call.at("answer").at("ok").as_bool());
    EXPECT_EQ(call.at("started_us").as_int64(), world.clock.now().time_since_epoch().count());
    EXPECT_EQ(call.at("ms").as_int64(), 0);
    EXPECT_TRUE(call.at("delivered").as_bool());
    EXPECT_EQ(list[1].at("parameters").at("document"),
              json::parse(R"({"file_name":"a.txt","mime_type":"text/plain","size":5})"));
    EXPECT_EQ(world.get("/sandbox/calls?after=1").json.at("calls").as_array().size(), 1U);
    EXPECT_EQ(world.get("/sandbox/calls").text.find("secret_of-the-bot"), std::string::npos);
}

TEST(Calls, can_be_waited_for) {
    SandboxWorld world;
    auto const waiting = world.ask_later(request_of("GET", "/sandbox/calls?wait=10"));
    EXPECT_FALSE(waiting->has_value());
    world.result("getMe");
    ASSERT_TRUE(waiting->has_value());
    EXPECT_EQ((*waiting)->json.at("calls").as_array().size(), 1U);
}

TEST(Faults, statuses_come_with_the_real_words_and_no_effect) {
    SandboxWorld world;
    auto const mia = world.person();
    world.result("getMe");
    auto const order = [&](json::Object fault) {
        fault["service"] = "telegram";
        EXPECT_EQ(world.post("/sandbox/faults", fault).status, 200);
    };
    order(
        {{"action", "status"}, {"status", 429}, {"retry_after", 7}, {"method", "sendMessage"}, {"times", 2}});
    world.result("getMe");
    auto const refused = world.api("sendMessage", {{"chat_id", mia}, {"text", "a"}});
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(*refused.headers.find("Retry-After"), "7");
    EXPECT_EQ(refused.text,
              R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7",)"
              R"("parameters":{"retry_after":7}})");
    EXPECT_EQ(world.get("/sandbox/faults").json.at("faults").at(0).at("times").as_int64(), 1);
    EXPECT_TRUE(world.error("sendMessage", {{"chat_id", mia}, {"text", "a"}}).starts_with("429"));
    EXPECT_EQ(messages(world, mia), 0U);
    order({{"action", "html"}});
    auto const page = world.api("sendMessage", {{"chat_id", mia}, {"text", "a"}});
    EXPECT_EQ(page.status, 502);
    EXPECT_EQ(*page.headers.find("Content-Type"), "text/html");
    EXPECT_EQ(messages(world, mia), 0U);
    order({{"action", "status"}});
    EXPECT_EQ(world.ask(request_of("DELETE", "/sandbox/faults")).status, 200);
    world.result("sendMessage", {{"chat_id", mia}, {"text", "a"}});
}

TEST(Faults, connections_drop_before_and_after_the_effect) {
    SandboxWorld world;
    auto const mia = world.person();
    auto const send_under = [&](std::string action) {
        world.post("/sandbox/faults", json::Object{{"service", "telegram"}, {"action", action}});
        return world.api("sendMessage", {{"chat_id", mia}, {"text", "a"}});
    };
    EXPECT_TRUE(send_under("drop_before").dropped);
    EXPECT_EQ(messages(world, mia), 0U);
    EXPECT_TRUE(send_under("drop_after").dropped);
    EXPECT_EQ(messages(world, mia), 1U);
    auto const cut = send_under("truncate");
    ASSERT_TRUE(cut.truncated);
    EXPECT_LT(*cut.truncated, cut.text.size());
    EXPECT_EQ(messages(world, mia), 2U);
    auto const calls = world.get("/sandbox/calls").json.at("calls").as_array();
    EXPECT_FALSE(calls[0].at("delivered").as_bool());
    EXPECT_EQ(calls[0].at("status").as_int64(), 0);
    EXPECT_EQ(calls[0].at("parameters").at("text").as_string(), "a");
    EXPECT_FALSE(calls[1].at("delivered").as_bool());
    EXPECT_EQ(calls[1].at("status").as_int64(), 200);
}

TEST(Faults, a_delay_holds_the_call_and_its_effect) {
    SandboxWorld world;
    auto const mia = world.person();
    world.post("/sandbox/faults",
               json::Object{{"service", "telegram"}, {"action", "delay"}, {"seconds", 2.5}});
    auto const held = world.api_later("sendMessage", {{"chat_id", mia}, {"text", "a"}});
    world.pass(2400ms);
    EXPECT_FALSE(held->has_value());
    EXPECT_EQ(messages(world, mia), 0U);
    world.pass(200ms);
    ASSERT_TRUE(held->has_value());
    EXPECT_EQ((*held)->status, 200);
}

TEST(Faults, openai_suffers_in_its_own_form) {
    int reached = 0;
    SandboxOptions options;
    options.openai = [&](net::IncomingRequest) -> awaitable<net::OutgoingResponse> {
        ++reached;
        co_return net::json_response(200, "{\"text\":\"hi\"}");
    };
    SandboxWorld world(options);
    world.post("/sandbox/faults", json::Object{{"service", "openai"},
                                               {"method", "audio/transcriptions"},
                                               {"action", "status"},
                                               {"status", 503}});
    EXPECT_EQ(world.get("/v1/models").status, 200);
    auto const failed = world.post_form("/v1/audio/transcriptions", {{"model", "whisper-1"}}, {});
    EXPECT_EQ(failed.status, 503);
    EXPECT_TRUE(failed.json.at("error").as_object().contains("message"));
    EXPECT_EQ(reached, 1);
    EXPECT_EQ(world.post_form("/v1/audio/transcriptions", {{"model", "whisper-1"}}, {}).status, 200);
    world.post("/sandbox/faults", json::Object{{"service", "openai"},
                                               {"action", "status"},
                                               {"status", 400},
                                               {"message", "longer than 1400 seconds"}});
    EXPECT_EQ(world.get("/v1/models").json.at("error").at("message").as_string(), "longer than 1400 seconds");
    auto const calls = world.get("/sandbox/calls").json.at("calls").as_array();
    ASSERT_EQ(calls.size(), 4U);
    EXPECT_EQ(calls[2].at("service").as_string(), "openai");
    EXPECT_TRUE(calls[2].at("bot").is_null());
    EXPECT_EQ(calls[2].at("method").as_string(), "audio/transcriptions");
    EXPECT_EQ(calls[2].at("answer").at("text").as_string(), "hi");
}

TEST(Faults, orders_that_make_no_sense_are_refused) {
    SandboxWorld world;
    auto const status = [&](json::Object order) { return world.post("/sandbox/faults", order).status; };
    EXPECT_EQ(status({{"service", "telegram"}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "explode"}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "status"}, {"times", 0}}), 400);
    EXPECT_EQ(status({{"service", "openai"}, {"action", "reorder"}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "status"}, {"status", 200}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "drop_after"}, {"status", 500}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "delay"}, {"retry_after", 5}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "html"}, {"seconds", 5}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "html"}, {"message", "no"}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "reorder"}, {"method", "sendMessage"}}), 400);
    EXPECT_EQ(status({{"service", "telegram"}, {"action", "status"}, {"method", "webhook"}}), 400);
    auto const fal = world.post("/sandbox/faults", json::Object{{"service", "fal"}, {"action", "status"}});
    EXPECT_EQ(fal.status, 400);
    EXPECT_NE(fal.text.find("not implemented in the sandbox"), std::string::npos) << fal.text;
    EXPECT_TRUE(world.get("/sandbox/faults").json.at("faults").as_array().empty());
}

TEST(Limits, are_off_realistic_or_harsh) {
    SandboxWorld world;
    auto const mia = world.person();
    auto const send = [&] { return world.api("sendMessage", {{"chat_id", mia}, {"text", "a"}}).status; };
    for (int i = 0; i < 50; ++i) ASSERT_EQ(send(), 200);
    EXPECT_EQ(world.post("/sandbox/limits", json::Object{{"mode", "realistic"}}).status, 200);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(send(), 200) << "a short burst is allowed";
    EXPECT_EQ(world.error("sendMessage", {{"chat_id", mia}, {"text", "a"}}),
              "429 Too Many Requests: retry after 1");
    world.pass(1s);
    EXPECT_EQ(send(), 200);
    world.post("/sandbox/limits", json::Object{{"mode", "harsh"}});
    EXPECT_EQ(send(), 200);
    EXPECT_EQ(send(), 429);
    EXPECT_EQ(world.error("sendMessage", {{"chat_id", mia}, {"text", "a"}}),
              "429 Too Many Requests: retry after 2");
    EXPECT_EQ(world.post("/sandbox/limits", json::Object{{"mode", "cruel"}}).status, 400);
}

TEST(Reset, empties_the_world_and_ids_go_on) {
    SandboxWorld world;
    auto const mia = world.person();
    auto const before =
        world.result("sendMessage", {{"chat_id", mia}, {"text", "a"}}).at("message_id").as_int64();
    world.post(world.chat(mia, "/messages"), json::Object{{"from", mia}, {"text", "b"}});
    EXPECT_EQ(world.post("/sandbox/reset", json::Object{}).status, 200);
    auto const root = world.get("/sandbox").json;
    EXPECT_EQ(root.at("bots").as_array().size(), 1U);
    EXPECT_EQ(root.at("people").as_array().size(), 0U);
    EXPECT_EQ(world.updates().size(), 0U);
    EXPECT_EQ(world.error("sendMessage", {{"chat_id", mia}, {"text", "a"}}),
              "400 Bad Request: chat not found");
    auto const tom = world.person("Tom");
    EXPECT_GT(tom, mia);
    EXPECT_GT(world.result("sendMessage", {{"chat_id", tom}, {"text", "a"}}).at("message_id").as_int64(),
              before);
}

TEST(Events, tell_pages_of_chats_and_calls) {
    SandboxWorld world;
    auto const mia = world.person();
    auto const answer = world.get("/sandbox/events");
    EXPECT_EQ(*answer.headers.find("Content-Type"), "text/event-stream");
    auto const next = [&] { return aisha::tests::run(world.loop, answer.stream()).value_or("the end"); };
    EXPECT_TRUE(next().starts_with("retry:"))
        << "something comes at once, so that the page knows it is connected";
    world.result("sendMessage", {{"chat_id", mia}, {"text", "a"}});
    EXPECT_EQ(next(), fmt::format("event: chat\ndata: {{\"bot\":4242,\"chat\":{},\"revision\":1}}\n\n", mia));
    EXPECT_EQ(next(), "event: calls\ndata: {\"number\":1}\n\n");
    std::optional<std::string> late;
    asio::co_spawn(
        world.loop, answer.stream(),
        [&](std::exception_ptr const&, std::optional<std::string> piece) { late = std::move(piece); });
    world.pass(14s);
    EXPECT_FALSE(late);
    world.pass(2s);
    EXPECT_EQ(late, ": still here\n\n");
}

TEST(Page, has_headers_against_foreign_code) {
    SandboxWorld world;
    auto const page = world.get("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(*page.headers.find("Content-Type"), "text/html; charset=utf-8");
    auto const policy = *page.headers.find("Content-Security-Policy");
    for (std::string_view const rule : {"default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
                                        "object-src 'none'", "form-action 'self'"})
        EXPECT_NE(policy.find(rule), std::string_view::npos) << rule;
    EXPECT_EQ(policy.find("unsafe"), std::string_view::npos) << "neither inline code nor eval";
    EXPECT_EQ(*page.headers.find("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(*page.headers.find("Cross-Origin-Opener-Policy"), "same-origin");
    EXPECT_EQ(*page.headers.find("X-Content-Type-Options"), "nosniff");
    for (auto const* path : {"/web/app.js", "/sandbox", "/sandbox/calls", "/nothing", "/bot1:x/getMe"})
        EXPECT_EQ(*world.get(path).headers.find("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(*world.get("/web/app.js").headers.find("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(world.get("/web/nothing.js").status, 404);
    auto again = request_of("GET", "/");
    again.headers.add("If-None-Match", std::string(*page.headers.find("ETag")));
    EXPECT_EQ(world.ask(again).status, 304);
}

TEST(Site, other_sites_may_not_use_the_peoples_side) {
    SandboxWorld world;
    auto const ask = [&](std::string method, net::Headers headers) {
        auto request = request_of(std::move(method), "/sandbox/limits", R"({"mode":"off"})");
        request.headers = std::move(headers);
        return world.ask(request).status;
    };
    EXPECT_EQ(ask("POST", {{"Host", "localhost:8080"}, {"Origin", "http://localhost:8080"}}), 200);
    EXPECT_EQ(ask("POST", {{"Host", "127.0.0.1:8080"}}), 200);
    EXPECT_EQ(ask("POST", {{"Host", "[::1]:8080"}}), 200);
    EXPECT_EQ(ask("POST", {{"Host", "localhost:8080"}, {"Origin", "http://evil.example"}}), 403);
    EXPECT_EQ(ask("POST", {{"Host", "localhost:8080"}, {"Origin", "null"}}), 403);
    EXPECT_EQ(ask("POST", {{"Host", "localhost:8080"}, {"Sec-Fetch-Site", "cross-site"}}), 403);
    EXPECT_EQ(ask("GET", {{"Host", "rebound.example:8080"}}), 403);
    SandboxOptions open;
    open.loopback_names_only = false;
    SandboxWorld elsewhere(open);
    auto request = request_of("GET", "/sandbox");
    request.headers.add("Host", "sandbox.example");
    EXPECT_EQ(elsewhere.ask(request).status, 200);
}

}  // namespace aisha::sandbox::tests
