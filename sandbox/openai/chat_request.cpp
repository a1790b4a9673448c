// Checking requests for completions. https://platform.openai.com/docs/api-reference/chat/create
#include "sandbox/openai/chat_request.hpp"

#include "core/utf.hpp"
#include "sandbox/openai/schema_filler.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace aisha::sandbox {

namespace {

constexpr std::size_t context_tokens = 128'000;
constexpr std::size_t name_max = 64;
constexpr std::size_t depth_max = 64;

constexpr auto models =
    std::to_array<std::string_view>({extractive_model, "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini",
                                     "gpt-4.1-nano", "gpt-5", "gpt-5-mini", "gpt-5-nano", "o3", "o4-mini"});

constexpr auto known = std::to_array<std::string_view>({"model",
                                                        "messages",
                                                        "response_format",
                                                        "max_completion_tokens",
                                                        "max_tokens",
                                                        "temperature",
                                                        "top_p",
                                                        "n",
                                                        "stream",
                                                        "stream_options",
                                                        "stop",
                                                        "seed",
                                                        "user",
                                                        "metadata",
                                                        "store",
                                                        "service_tier",
                                                        "frequency_penalty",
                                                        "presence_penalty",
                                                        "logit_bias",
                                                        "reasoning_effort",
                                                        "verbosity",
                                                        "safety_identifier",
                                                        "prompt_cache_key"});
constexpr auto not_built = std::to_array<std::string_view>(
    {"tools", "tool_choice", "parallel_tool_calls", "functions", "function_call", "audio", "modalities",
     "prediction", "logprobs", "top_logprobs", "web_search_options"});

/// What the request is refused with.
struct Refused {
    OpenAiError error;
};

[[noreturn]] void refuse(std::string message, std::string param = "", std::string code = "",
                         int status = 400) {
    throw Refused{{.status = status,
                   .message = std::move(message),
                   .param = std::move(param),
                   .code = std::move(code)}};
}

bool reasons(std::string_view model) { return model.starts_with("gpt-5") || model.starts_with('o'); }

std::string body_of(net::IncomingRequest const& request) {
    if (auto const* text = std::get_if<std::string>(&request.body)) return *text;
    std::ifstream in(std::get<1>(request.body)->path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

json::Object parsed(net::IncomingRequest const& request) {
    try {
        auto value = json::parse(body_of(request), depth_max);
        if (value.is_object()) return std::move(value.get_object());
    } catch (json::Error const&) {
        refuse(
            "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
            "your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not "
            "valid JSON.)");
    }
    refuse("We could not parse the JSON body of your request. The OpenAI API expects a JSON object.");
}

std::string model_of(json::Object const& body) {
    auto const* model = body.if_contains("model");
    if (!model || !model->is_string() || model->get_string().empty())
        refuse("you must provide a model parameter");
    std::string name(model->get_string());
    if (std::ranges::find(models, name) == models.end())
        refuse(fmt::format("The model `{}` does not exist or you do not have access to it.", name), "",
               "model_not_found", 404);
    return name;
}

void check_names(json::Object const& body) {
    for (auto const& [key, value] : body) {
        std::string_view const name(key);
        if (std::ranges::find(not_built, name) != not_built.end() && !value.is_null() &&
            value != json::Value(false))
            throw Refused{{.status = 501,
                           .message = fmt::format("'{}' is not implemented in the sandbox.", name),
                           .type = "not_implemented",
                           .param = std::string(name)}};
        if (std::ranges::find(known, name) == known.end() &&
            std::ranges::find(not_built, name) == not_built.end())
            refuse(fmt::format("Unrecognized request argument supplied: {}", name));
    }
}

std::string text_of(json::Value const& content, std::size_t number) {
    if (content.is_string()) return std::string(content.get_string());
    auto const* parts = content.if_array();
    if (!parts)
        refuse(fmt::format("Invalid value for 'content': expected a string, got {}.",
                           content.is_null() ? "null" : "another type"),
               fmt::format("messages.[{}].content", number));
    std::string text;
    for (auto const& part : *parts) {
        auto const* object = part.if_object();
        auto const* words = object ? object->if_contains("text") : nullptr;
        if (!words || !words->is_string())
            throw Refused{{.status = 501,
                           .message = "Only parts of type 'text' are implemented in the sandbox.",
                           .type = "not_implemented",
                           .param = fmt::format("messages.[{}].content", number)}};
        text += std::string_view(words->get_string());
    }
    return text;
}

std::vector<ChatMessage> messages_of(json::Object const& body) {
    static constexpr auto roles =
        std::to_array<std::string_view>({"system", "developer", "user", "assistant", "tool", "function"});
    auto const* list = body.if_contains("messages");
    if (!list) refuse("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
    if (!list->is_array())
        refuse("Invalid type for 'messages': expected an array of objects, but got another type instead.",
               "messages", "invalid_type");
    if (list->get_array().empty())
        refuse("Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty "
               "array instead.",
               "messages", "empty_array");
    std::vector<ChatMessage> messages;
    for (auto const& value : list->get_array()) {
        auto const number = messages.size();
        auto const* message = value.if_object();
        auto const* role = message ? message->if_contains("role") : nullptr;
        if (!role || !role->is_string())
            refuse(fmt::format("Missing required parameter: 'messages[{}].role'.", number),
                   fmt::format("messages[{}].role", number), "missing_required_parameter");
        std::string name(role->get_string());
        if (std::ranges::find(roles, name) == roles.end())
            refuse(fmt::format("Invalid value: '{}'. Supported values are: 'system', 'assistant', 'user', "
                               "'function', 'tool', and 'developer'.",
                               name),
                   fmt::format("messages[{}].role", number), "invalid_value");
        auto const* content = message->if_contains("content");
        messages.push_back({std::move(name), content ? text_of(*content, number) : std::string()});
    }
    return messages;
}

void read_schema(json::Object const& format, ChatRequest& request) {
    auto const* outer = format.if_contains("json_schema");
    auto const* object = outer ? outer->if_object() : nullptr;
    if (!object)
        refuse("Missing required parameter: 'response_format.json_schema'.", "response_format.json_schema",
               "missing_required_parameter");
    auto const* name = object->if_contains("name");
    if (!name || !name->is_string())
        refuse("Missing required parameter: 'response_format.json_schema.name'.",
               "response_format.json_schema.name", "missing_required_parameter");
    std::string_view const text(name->get_string());
    auto const allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    };
    if (text.empty() || text.size() > name_max || !std::ranges::all_of(text, allowed))
        refuse("Invalid 'response_format.json_schema.name': string does not match pattern. Expected a string "
               "that matches the pattern '^[a-zA-Z0-9_-]+$'.",
               "response_format.json_schema.name", "invalid_value");
    auto const* schema = object->if_contains("schema");
    auto const* strict = object->if_contains("strict");
    request.schema = schema ? *schema : json::Value(json::Object{{"type", "object"}});
    if (strict && *strict == json::Value(true))
        if (auto const error = wrong_strict_schema(request.schema))
            refuse(fmt::format("Invalid schema for response_format '{}': {}", text, *error),
                   "response_format");
}

void read_format(json::Object const& body, ChatRequest& request) {
    auto const* format = body.if_contains("response_format");
    if (!format || format->is_null()) return;
    auto const* object = format->if_object();
    auto const* type = object ? object->if_contains("type") : nullptr;
    std::string_view const name = type && type->is_string() ? std::string_view(type->get_string()) : "";
    if (name == "text") return;
    if (name == "json_schema") {
        request.format = ChatRequest::Format::json_schema;
        read_schema(*object, request);
    } else if (name == "json_object") {
        request.format = ChatRequest::Format::json_object;
        if (std::ranges::none_of(request.messages, [](ChatMessage const& message) {
                return utf::lower_case(message.text).contains("json");
            }))
            refuse("'messages' must contain the word 'json' in some form, to use 'response_format' of type "
                   "'json_object'.",
                   "messages");
    } else {
        refuse(
            fmt::format(
                "Invalid value: '{}'. Supported values are: 'json_object', 'json_schema', and 'text'.", name),
            "response_format.type", "invalid_value");
    }
}

void read_numbers(json::Object const& body, ChatRequest& request) {
    auto const number = [&](char const* name) -> std::optional<double> {
        auto const* value = body.if_contains(name);
        if (!value || value->is_null()) return std::nullopt;
        if (!value->is_number())
            refuse(
                fmt::format("Invalid type for '{}': expected a number, but got another type instead.", name),
                name, "invalid_type");
        return value->to_number<double>();
    };
    auto const temperature = number("temperature");
    if (temperature && (*temperature < 0 || *temperature > 2))
        refuse(
            fmt::format("Invalid 'temperature': decimal {} value. Expected a value {} 2, but got {} instead.",
                        *temperature < 0 ? "below minimum" : "above maximum",
                        *temperature < 0 ? ">= 0 and <=" : "<=", *temperature),
            "temperature", *temperature < 0 ? "decimal_below_min_value" : "decimal_above_max_value");
    if (temperature && *temperature != 1 && reasons(request.model))
        refuse(fmt::format(
                   "Unsupported value: 'temperature' does not support {} with this model. Only the default "
                   "(1) value is supported.",
                   *temperature),
               "temperature", "unsupported_value");
    if (number("n").value_or(1) != 1)
        throw Refused{{.status = 501,
                       .message = "More than one choice is not implemented in the sandbox.",
                       .type = "not_implemented",
                       .param = "n"}};
    if (body.contains("max_tokens") && !body.at("max_tokens").is_null() && reasons(request.model))
        refuse("Unsupported parameter: 'max_tokens' is not supported with this model. Use "
               "'max_completion_tokens' "
               "instead.",
               "max_tokens", "unsupported_parameter");
    for (auto const* name : {"max_completion_tokens", "max_tokens"}) {
        auto const most = number(name);
        if (most && *most < 1)
            refuse(
                fmt::format(
                    "Invalid '{}': integer below minimum value. Expected a value >= 1, but got {} instead.",
                    name, *most),
                name, "integer_below_min_value");
        if (most) request.tokens_max = static_cast<std::size_t>(*most);
    }
}

void read_stream(json::Object const& body, ChatRequest& request) {
    auto const* stream = body.if_contains("stream");
    request.stream = stream && *stream == json::Value(true);
    auto const* options = body.if_contains("stream_options");
    if (!options || options->is_null()) return;
    if (!request.stream)
        refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
    auto const* object = options->if_object();
    auto const* usage = object ? object->if_contains("include_usage") : nullptr;
    request.usage_in_stream = usage && *usage == json::Value(true);
}

}  // namespace

std::span<std::string_view const> chat_models() { return models; }

std::size_t tokens_in(std::string_view text) {
    constexpr std::size_t units_a_token = 3;
    return (utf::utf16_length(text) + units_a_token - 1) / units_a_token;
}

std::variant<ChatRequest, OpenAiError> read_chat_request(net::IncomingRequest const& incoming) {
    try {
        auto const body = parsed(incoming);
        ChatRequest request{.model = model_of(body)};
        check_names(body);
        request.messages = messages_of(body);
        read_format(body, request);
        read_numbers(body, request);
        read_stream(body, request);
        std::size_t tokens = 0;
        for (auto const& message : request.messages) tokens += tokens_in(message.text);
        if (tokens > context_tokens)
            refuse(fmt::format(
                       "This model's maximum context length is {} tokens. However, your messages resulted in "
                       "{} tokens. Please reduce the length of the messages.",
                       context_tokens, tokens),
                   "messages", "context_length_exceeded");
        return request;
    } catch (Refused const& refused) {
        return refused.error;
    }
}

}  // namespace aisha::sandbox
