// The sandbox's completions: shapes, errors, streams, schemas, and that it says what it is.
#include "sandbox/openai/chat.hpp"

#include "core/json.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha::sandbox {
namespace {

constexpr auto talk =
    "Мы обсудили бюджет нового проекта. Бюджет проекта вырос вдвое. Анна подготовит отчёт до пятницы. "
    "Решили перенести запуск на весну. Погода была хорошая.";

json::Object message(std::string_view role, std::string_view content) {
    return {{"role", json::write(role)}, {"content", json::write(content)}};
}

struct SandboxChat : testing::Test {
    net::OutgoingResponse post(std::string body) {
        net::IncomingRequest request{.method = "POST", .path = "/v1/chat/completions"};
        request.body = std::move(body);
        return chat.complete(request);
    }
    net::OutgoingResponse ask(json::Object more, std::string_view instructions = "Said on 2026-11-27.",
                              std::string_view text = talk) {
        json::Object body{{"model", "gpt-4o-mini"}};
        body["messages"] = json::Array{message("system", instructions), message("user", text)};
        for (auto const& [key, value] : more) body[key] = value;
        return post(json::dump(body));
    }
    static json::Object body_of(net::OutgoingResponse const& response) {
        return json::parse(std::get<std::string>(response.body)).as_object();
    }
    static std::string content_of(net::OutgoingResponse const& response) {
        return json::read<std::string>(body_of(response).at("choices").at(0).at("message").at("content"));
    }
    std::string error(net::OutgoingResponse const& response) {
        auto const error = body_of(response).at("error").as_object();
        auto const text = [&](char const* key) {
            return error.at(key).is_null() ? "null" : std::string(error.at(key).as_string());
        };
        return fmt::format("{} {} {} {}", response.status, text("code"), text("param"), text("message"));
    }
    json::Object structured(std::string_view schema, bool strict = true) {
        return {{"response_format",
                 json::Object{{"type", "json_schema"},
                              {"json_schema", json::Object{{"name", "answer"},
                                                           {"strict", strict},
                                                           {"schema", json::parse(schema)}}}}}};
    }
    std::string streamed(net::OutgoingResponse& response) {
        std::string all;
        auto& next = std::get<net::StreamBody>(response.body);
        auto pieces = [&]() -> awaitable<void> {
            while (auto piece = co_await next()) all += *piece;
        };
        auto done = asio::co_spawn(loop, pieces(), asio::use_future);
        EXPECT_TRUE(tests::run_until(loop, [&] {
            clock.advance_to_next();
            return done.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
        }));
        return all;
    }

    asio::io_context loop;
    tests::FakeClock clock;
    Chat chat{clock};
};

TEST_F(SandboxChat, answers_from_the_text_and_says_what_it_is) {
    auto const response = ask({});
    auto const body = body_of(response);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(body.at("object"), "chat.completion");
    EXPECT_EQ(body.at("model"), "sandbox-extractive");
    EXPECT_EQ(body.at("system_fingerprint"), "fp_sandbox_extractive");
    EXPECT_EQ(body.at("choices").at(0).at("finish_reason"), "stop");
    EXPECT_EQ(body.at("usage").at("total_tokens").as_int64(),
              body.at("usage").at("prompt_tokens").as_int64() +
                  body.at("usage").at("completion_tokens").as_int64());
    EXPECT_NE(content_of(response).find("Анна подготовит отчёт до пятницы."), std::string::npos);
    EXPECT_NE(content_of(response).find("Песочница"), std::string::npos);
    EXPECT_TRUE(response.headers.find("x-request-id"));
}

TEST_F(SandboxChat, obeys_a_schema) {
    auto const value = json::parse(content_of(ask(structured(
        R"({"type":"object","properties":{"overview":{"type":"string"},"tasks":{"type":"array","items":{
        "type":"object",
        "properties":{"task":{"type":"string"},"owner":{"type":["string","null"]},
        "due":{"type":["string","null"]},
        "due_date":{"type":["string","null"]}},"required":["task","owner","due","due_date"],
        "additionalProperties":false}},"decisions":{"type":"array","items":{"type":"string"}},
        "mood":{"type":"string","enum":["bad","good"]},"sure":{"type":"boolean"},"number":{"type":"integer"}},
        "required":["overview","tasks","decisions","mood","sure","number"],
        "additionalProperties":false})"))));
    EXPECT_EQ(json::dump(value.at("tasks")),
              R"([{"task":"подготовит отчёт","owner":"Анна","due":"до пятницы","due_date":"2026-12-04"}])");
    EXPECT_EQ(json::dump(value.at("decisions")), R"(["Решили перенести запуск на весну."])");
    EXPECT_EQ(value.at("mood"), "bad");
    EXPECT_EQ(value.at("sure"), false);
    EXPECT_FALSE(value.at("overview").as_string().empty());
    auto const referring = json::parse(content_of(ask(structured(
        R"({"type":"object","$defs":{"p":{"type":"object","properties":{
        "name":{"type":"string","maxLength":3}}}},
        "properties":{"people":{"type":"array","minItems":2,"maxItems":2,"items":{"$ref":"#/$defs/p"}}}})",
        false))));
    EXPECT_EQ(referring.at("people").as_array().size(), 2U);
    EXPECT_LE(referring.at("people").at(0).at("name").as_string().size(), 6U);
}

TEST_F(SandboxChat, reads_a_text_within_json_and_counts_as_told) {
    auto const value = json::parse(content_of(
        ask(structured(R"({"type":"object","properties":{"points":{"type":"array","items":{"type":"string"}}},
            "required":["points"],"additionalProperties":false})"),
            "Give at most 2 points.", json::dump(json::Object{{"before", "x"}, {"text", talk}}))));
    EXPECT_EQ(value.at("points").as_array().size(), 2U);
    EXPECT_EQ(value.at("points").at(1), "Решили перенести запуск на весну.");
}

TEST_F(SandboxChat, declines_to_translate_as_models_decline) {
    auto const body = body_of(ask({}, "You translate. Translate it into German."));
    auto const& message = body.at("choices").at(0).at("message");
    EXPECT_TRUE(message.at("content").is_null());
    EXPECT_NE(message.at("refusal").as_string().find("переводить"), std::string::npos);
}

TEST_F(SandboxChat, streams_as_openai_streams) {
    auto response = ask({{"stream", true}, {"stream_options", json::Object{{"include_usage", true}}}});
    EXPECT_EQ(response.headers.find("Content-Type"), "text/event-stream; charset=utf-8");
    auto const all = streamed(response);
    EXPECT_TRUE(all.starts_with("data: {\"id\":\"chatcmpl-"));
    EXPECT_TRUE(all.ends_with("data: [DONE]\n\n"));
    EXPECT_NE(all.find("\"object\":\"chat.completion.chunk\""), std::string::npos);
    EXPECT_NE(all.find("\"finish_reason\":\"stop\""), std::string::npos);
    EXPECT_NE(all.find("\"choices\":[],\"usage\":{"), std::string::npos);
    std::string content;
    for (std::size_t at = 0; (at = all.find("data: {", at)) != std::string::npos; ++at) {
        auto const chunk = json::parse(all.substr(at + 6, all.find('\n', at) - at - 6));
        for (auto const& choice : chunk.at("choices").as_array())
            if (auto const* text = choice.at("delta").as_object().if_contains("content");
                text && text->is_string())
                content += std::string_view(text->get_string());
    }
    EXPECT_EQ(content, content_of(ask({})));
}

TEST_F(SandboxChat, cuts_at_the_token_limit) {
    auto const body = body_of(ask({{"max_completion_tokens", 5}}));
    EXPECT_EQ(body.at("choices").at(0).at("finish_reason"), "length");
    EXPECT_LE(body.at("usage").at("completion_tokens").as_int64(), 5);
}

TEST_F(SandboxChat, refuses_what_openai_refuses_and_in_its_words) {
    EXPECT_TRUE(error(post("{nonsense")).starts_with("400 null null We could not parse the JSON body"));
    EXPECT_EQ(error(post("{}")), "400 null null you must provide a model parameter");
    EXPECT_EQ(error(post(R"({"model":"gpt-9"})")),
              "404 model_not_found null The model `gpt-9` does not exist or you do not have access to it.");
    EXPECT_EQ(error(post(R"({"model":"gpt-4o"})")),
              "400 missing_required_parameter messages Missing required parameter: 'messages'.");
    EXPECT_TRUE(error(post(R"({"model":"gpt-4o","messages":[]})")).starts_with("400 empty_array messages"));
    EXPECT_TRUE(error(ask({{"messages", json::Array{message("boss", "x")}}}))
                    .starts_with("400 invalid_value messages[0].role Invalid value: 'boss'."));
    EXPECT_EQ(error(ask({{"foo", 1}})), "400 null null Unrecognized request argument supplied: foo");
    EXPECT_TRUE(error(ask({{"temperature", 3}})).starts_with("400 decimal_above_max_value temperature"));
    EXPECT_TRUE(
        error(ask({{"model", "o3"}, {"temperature", 0.2}})).starts_with("400 unsupported_value temperature"));
    EXPECT_TRUE(error(ask({{"model", "gpt-5"}, {"max_tokens", 9}}))
                    .starts_with("400 unsupported_parameter max_tokens"));
    EXPECT_TRUE(error(ask({{"response_format", json::Object{{"type", "json_object"}}}}))
                    .starts_with("400 null messages 'messages' must contain the word 'json'"));
    EXPECT_TRUE(error(ask({{"response_format", json::Object{{"type", "xml"}}}}))
                    .starts_with("400 invalid_value response_format.type"));
    EXPECT_TRUE(
        error(ask(structured(R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"]})")))
            .ends_with("In context=(), 'additionalProperties' is required to be supplied and to be false."));
    EXPECT_TRUE(
        error(ask(structured(
                  R"({"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false})")))
            .ends_with("Missing 'a'."));
    EXPECT_TRUE(
        error(ask({}, "x", std::string(400'000, 'a'))).starts_with("400 context_length_exceeded messages"));
    EXPECT_TRUE(error(ask({{"stream_options", json::Object{}}})).starts_with("400 null stream_options"));
}

TEST_F(SandboxChat, says_what_it_does_not_do) {
    EXPECT_EQ(ask({{"tools", json::Array{json::Object{}}}}).status, 501);
    EXPECT_EQ(ask({{"n", 2}}).status, 501);
    EXPECT_EQ(ask({{"messages",
                    json::Array{json::Object{
                        {"role", "user"}, {"content", json::Array{json::Object{{"type", "image_url"}}}}}}}})
                  .status,
              501);
}

}  // namespace
}  // namespace aisha::sandbox
