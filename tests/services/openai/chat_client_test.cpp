// The client of chat models: what it asks, what it makes of answers, and servers that know less than OpenAI.
#include "services/openai/chat_client.hpp"

#include "core/errors.hpp"
#include "tests/services/openai/scripted_transport.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

using tests::run;

/// A completion with this content.
std::string completion(std::string_view content, std::string_view reason = "stop") {
    return json::dump(json::Object{
        {"id", "chatcmpl-1"},
        {"model", "gpt-4o-mini-2024-07-18"},
        {"choices", json::Array{json::Object{{"index", 0},
                                             {"message", json::Object{{"role", "assistant"},
                                                                      {"content", json::write(content)},
                                                                      {"refusal", nullptr}}},
                                             {"finish_reason", json::write(reason)}}}}});
}

std::string error(std::string_view message, std::string_view param = "") {
    json::Object details{
        {"message", json::write(message)}, {"type", "invalid_request_error"}, {"code", nullptr}};
    details["param"] = json::write(param);
    return json::dump(json::Object{{"error", details}});
}

struct ChatClientTest : testing::Test {
    ChatAnswer ask(bool structured = true) {
        ChatQuestion question{.instructions = "Make notes.", .text = "A \"text\""};
        if (structured) question.shape = AnswerShape{"answer", json::parse(R"({"type":"object"})")};
        return run(loop, client.ask(question));
    }
    json::Object body(std::size_t number) const {
        return json::parse(std::get<std::string>(transport.requests.at(number).body)).as_object();
    }

    asio::io_context loop;
    tests::ScriptedTransport transport;
    ChatClient client{transport, {"http://chat/v1/", Secret("sk-1"), "gpt-4o-mini"}};
};

TEST_F(ChatClientTest, a_key_that_the_service_repeats_is_not_repeated) {
    transport.answers(401, error("Incorrect API key provided: sk-1"));
    try {
        ask();
        FAIL() << "a refused key";
    } catch (std::runtime_error const& refused) {
        EXPECT_FALSE(std::string_view(refused.what()).contains("sk-1")) << refused.what();
        EXPECT_TRUE(std::string_view(refused.what()).contains("[key]")) << refused.what();
    }
    transport.answers(200, completion("your key is sk-1"));
    EXPECT_EQ(ask(false).text, "your key is [key]");
}

TEST_F(ChatClientTest, asks_for_strict_structured_output) {
    transport.answers(200, completion(R"({"points":["one"]})"));
    auto const answer = ask();
    EXPECT_EQ(answer.end, ChatAnswer::End::complete);
    EXPECT_EQ(answer.value.at("points").at(0), "one");
    EXPECT_EQ(answer.model, "gpt-4o-mini-2024-07-18");
    EXPECT_EQ(transport.requests[0].url, "http://chat/v1/chat/completions");
    EXPECT_EQ(transport.requests[0].method, "POST");
    EXPECT_EQ(transport.requests[0].headers.find("Authorization"), "Bearer sk-1");
    EXPECT_EQ(transport.requests[0].headers.find("Content-Type"), "application/json");
    auto const sent = body(0);
    EXPECT_EQ(sent.at("model"), "gpt-4o-mini");
    EXPECT_EQ(sent.at("messages").at(0).at("role"), "system");
    EXPECT_EQ(sent.at("messages").at(0).at("content"), "Make notes.");
    EXPECT_EQ(sent.at("messages").at(1).at("role"), "user");
    EXPECT_EQ(sent.at("messages").at(1).at("content"), "A \"text\"");
    EXPECT_EQ(sent.at("response_format").at("type"), "json_schema");
    EXPECT_EQ(sent.at("response_format").at("json_schema").at("strict"), true);
    EXPECT_GT(sent.at("max_completion_tokens").as_int64(), 0);
}

TEST_F(ChatClientTest, plain_text_has_no_format_and_loses_thoughts) {
    transport.answers(200, completion("<think>hm {1}</think>Guten Tag"));
    EXPECT_EQ(ask(false).text, "Guten Tag");
    EXPECT_FALSE(body(0).contains("response_format"));
}

TEST_F(ChatClientTest, does_without_what_a_server_refuses_and_remembers_it) {
    transport.answers(400, error("Unsupported parameter: 'max_completion_tokens'", "max_completion_tokens"));
    transport.answers(400, error("Unsupported value: 'temperature' does not support 0.2", "temperature"));
    transport.answers(400, error("response_format type json_schema is not supported"));
    transport.answers(200, completion("Here it is:\n```json\n{\"points\":[]}\n```"));
    EXPECT_TRUE(ask().value.is_object());
    EXPECT_TRUE(body(1).contains("max_tokens"));
    EXPECT_FALSE(body(2).contains("temperature"));
    EXPECT_EQ(body(3).at("response_format").at("type"), "json_object");
    EXPECT_NE(body(3).at("messages").at(0).at("content").as_string().find("JSON schema"), std::string::npos);
    transport.answers(422, R"({"detail":"response_format: extra fields not permitted"})");
    transport.answers(200, completion("{}"));
    ask();
    EXPECT_TRUE(body(4).contains("max_tokens"));
    EXPECT_FALSE(body(5).contains("response_format"));
    EXPECT_EQ(transport.requests.size(), 6U);
}

TEST_F(ChatClientTest, tells_refusals_and_lengths) {
    transport.answers(200, R"({"choices":[{"message":{"content":null,"refusal":"I cannot."}}]})");
    auto const refused = ask();
    EXPECT_EQ(refused.end, ChatAnswer::End::declined);
    EXPECT_EQ(refused.text, "I cannot.");
    transport.answers(200, completion("", "content_filter"));
    EXPECT_EQ(ask().end, ChatAnswer::End::declined);
    transport.answers(200, completion("{\"points\":[\"cut o", "length"));
    EXPECT_EQ(ask().end, ChatAnswer::End::too_long);
    transport.answers(
        400, R"({"error":{"message":"too many","code":"context_length_exceeded","param":"messages"}})");
    EXPECT_EQ(ask().end, ChatAnswer::End::too_long);
    transport.answers(400, R"({"error":{"message":"the request exceeds the available context size"}})");
    EXPECT_EQ(ask().end, ChatAnswer::End::too_long);
}

TEST_F(ChatClientTest, tells_what_passes_from_what_must_be_mended) {
    transport.answers(200, "<html>gateway");
    EXPECT_THROW(ask(), Unavailable);
    transport.answers(200, R"({"choices":[]})");
    EXPECT_THROW(ask(), Unavailable);
    transport.answers(200, completion("no object at all"));
    EXPECT_THROW(ask(), json::Error);
    transport.answers(503, "busy", {{"Retry-After", "3"}});
    try {
        ask();
        ADD_FAILURE();
    } catch (Unavailable const& e) {
        EXPECT_EQ(e.retry_after(), std::chrono::seconds(3));
    }
    transport.answers(401, error("bad key"));
    try {
        ask();
        ADD_FAILURE();
    } catch (std::runtime_error const& e) {
        EXPECT_EQ(std::string(e.what()), "the chat service answered 401: bad key (check OPENAI_API_KEY)");
    }
    transport.answers(400, error("something else"));
    EXPECT_THROW(ask(), std::runtime_error);
}

TEST_F(ChatClientTest, is_configured_by_a_model) {
    EXPECT_TRUE(client.configured());
    EXPECT_FALSE(ChatClient(transport, {"http://chat/v1", Secret(), ""}).configured());
    EXPECT_FALSE(ChatClient(transport, {"", Secret(), "gpt"}).configured());
    transport.answers(200, R"({"data":[]})");
    run(loop, client.check());
    EXPECT_EQ(transport.requests.back().url, "http://chat/v1/models");
    transport.answers(401, error("bad key"));
    EXPECT_THROW(run(loop, client.check()), std::runtime_error);
}

}  // namespace
}  // namespace aisha
