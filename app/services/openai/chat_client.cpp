// Questions to a chat model. https://platform.openai.com/docs/api-reference/chat/create
#include "services/openai/chat_client.hpp"

#include "core/errors.hpp"
#include "core/limits/notes.hpp"
#include "core/utf.hpp"
#include "services/openai/service_error.hpp"

namespace aisha {

namespace {

constexpr ServiceNames names{.service = "the chat service",
                             .key = "OPENAI_API_KEY",
                             .model = "OPENAI_TEXT_MODEL",
                             .address = "OPENAI_BASE_URL"};

struct AnsweredMessage {
    std::optional<std::string> content, refusal;
};
BOOST_DESCRIBE_STRUCT(AnsweredMessage, (), (content, refusal))

struct Choice {
    AnsweredMessage message;
    std::optional<std::string> finish_reason;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (message, finish_reason))

struct Completion {
    std::optional<std::string> model;
    std::vector<Choice> choices;
};
BOOST_DESCRIBE_STRUCT(Completion, (), (model, choices))

/// "too long" in the words of OpenAI, llama.cpp, vLLM and others.
bool is_too_long(net::Response const& response, ServiceError const& error) {
    if (response.status == 413 || error.code == "context_length_exceeded") return true;
    if (response.status != 400 && response.status != 422) return false;
    for (auto const* words : {"maximum context length", "context size", "context window", "context length"})
        if (says(error.message, words)) return true;
    return false;
}

/// Without the thoughts that local models put before their answer.
std::string_view without_thoughts(std::string_view text) {
    static constexpr std::string_view end = "</think>";
    auto const first = text.find_first_not_of(" \r\n\t");
    if (first == std::string_view::npos || !text.substr(first).starts_with("<think>")) return text;
    auto const at = text.find(end);
    return at == std::string_view::npos ? std::string_view() : text.substr(at + end.size());
}

/// The object in an answer that may have words or a fence around it.
json::Value object_in(std::string_view text) {
    auto const begin = text.find('{');
    auto const end = text.rfind('}');
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
        throw json::Error("the chat model answered no JSON object");
    return json::parse(text.substr(begin, end - begin + 1));
}

json::Object message(std::string_view role, std::string_view content) {
    return {{"role", json::write(role)}, {"content", json::write(content)}};
}

}  // namespace

ChatClient::ChatClient(net::Transport& transport, ChatServiceConfig config)
    : transport_(transport), config_(std::move(config)) {
    while (config_.base_url.ends_with('/')) config_.base_url.pop_back();
}

net::Request ChatClient::request(ChatQuestion const& question) const {
    auto instructions = question.instructions;
    json::Object body{{"model", json::write(config_.model)}};
    if (question.shape && structure_ == Structure::schema) {
        body["response_format"] =
            json::Object{{"type", "json_schema"},
                         {"json_schema", json::Object{{"name", json::write(question.shape->name)},
                                                      {"schema", question.shape->schema},
                                                      {"strict", true}}}};
    } else if (question.shape) {
        instructions += "\n\nAnswer with one JSON object and nothing else, of this JSON schema:\n" +
                        json::dump(question.shape->schema);
        if (structure_ == Structure::object) body["response_format"] = json::Object{{"type", "json_object"}};
    }
    body["messages"] = json::Array{message("system", instructions), message("user", question.text)};
    static constexpr double steady = 0.2;  // notes want no imagination
    if (temperature_) body["temperature"] = steady;
    if (token_limit_ == TokenLimit::completion) body["max_completion_tokens"] = limits::chat_answer_tokens;
    if (token_limit_ == TokenLimit::plain) body["max_tokens"] = limits::chat_answer_tokens;
    net::Request request{.method = "POST", .url = config_.base_url + "/chat/completions"};
    request.headers.add("Content-Type", "application/json");
    request.body = json::dump(body);
    request.timeout = limits::chat_timeout;
    request.answer_max = limits::chat_answer_max;
    authorize(request, config_.api_key);
    return request;
}

/// True where the service refused a field of ours that it can be asked without; from then on it is.
bool ChatClient::does_without(net::Response const& response, bool structured) {
    if (response.status != 400 && response.status != 422 && response.status != 501) return false;
    auto const error = read_service_error(response.body);
    auto const names_it = [&](std::string_view field) {
        return error.param.starts_with(field) || says(error.message, field);
    };
    if (token_limit_ == TokenLimit::completion && names_it("max_completion_tokens")) {
        token_limit_ = TokenLimit::plain;
        return true;
    }
    if (token_limit_ == TokenLimit::plain && names_it("max_tokens")) {
        token_limit_ = TokenLimit::none;
        return true;
    }
    if (temperature_ && names_it("temperature")) {
        temperature_ = false;
        return true;
    }
    bool const shape = names_it("response_format") || names_it("json_schema") || names_it("json_object");
    if (!structured || !shape || structure_ == Structure::words) return false;
    structure_ = structure_ == Structure::schema ? Structure::object : Structure::words;
    return true;
}

ChatAnswer ChatClient::answer(net::Response const& response, bool structured) const {
    Completion completion;
    try {
        completion = json::read<Completion>(json::parse(response.body));
        if (completion.choices.empty()) throw json::Error("no choices");
    } catch (json::Error const& error) {
        throw Unavailable(std::string("the chat service answered no completion: ") + error.what());
    }
    auto const& choice = completion.choices.front();
    auto const reason = choice.finish_reason.value_or("stop");
    ChatAnswer result{.model = completion.model.value_or(config_.model)};
    if (choice.message.refusal || reason == "content_filter") {
        result.end = ChatAnswer::End::declined;
        result.text = choice.message.refusal.value_or("");
        return result;
    }
    if (reason == "length") {
        result.end = ChatAnswer::End::too_long;
        return result;
    }
    result.text = without_thoughts(choice.message.content.value_or(""));
    if (structured) result.value = object_in(result.text);
    return result;
}

awaitable<ChatAnswer> ChatClient::ask(ChatQuestion question) {
    bool const structured = question.shape.has_value();
    for (;;) {
        auto const response = without_key(co_await transport_.send(request(question)), config_.api_key);
        if (response.ok()) co_return answer(response, structured);
        if (does_without(response, structured)) continue;
        auto const error = read_service_error(response.body);
        if (is_too_long(response, error))
            co_return ChatAnswer{.end = ChatAnswer::End::too_long, .model = config_.model};
        throw_service_error(response, error, names);
    }
}

awaitable<void> ChatClient::check() {
    net::Request request{.url = config_.base_url + "/models"};
    request.timeout = limits::connect_timeout;
    request.answer_max = limits::chat_answer_max;
    authorize(request, config_.api_key);
    auto const response = without_key(co_await transport_.send(std::move(request)), config_.api_key);
    // Not every server has a list of models: it answers, and that was the question.
    if (!response.ok() && response.status != 404)
        throw_service_error(response, read_service_error(response.body), names);
}

}  // namespace aisha
