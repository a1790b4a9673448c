// What a caller of /v1/chat/completions asks for, checked as OpenAI checks it.
#pragma once

#include "core/json.hpp"
#include "net/http_server.hpp"
#include "sandbox/openai/transcription_request.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aisha::sandbox {

struct ChatMessage {
    std::string role;
    std::string text;  ///< the text parts, joined
};

struct ChatRequest {
    enum class Format { text, json_object, json_schema };
    std::string model;
    std::vector<ChatMessage> messages;
    Format format = Format::text;
    json::Value schema;  ///< of json_schema
    std::optional<std::size_t> tokens_max;
    bool stream = false;
    bool usage_in_stream = false;
};

/// The name of the stand-in itself; it answers for the other models too, under its own name.
constexpr std::string_view extractive_model = "sandbox-extractive";
/// The models one may name.
std::span<std::string_view const> chat_models();

/// Reads and checks a request; what is wrong with it as OpenAI would say.
std::variant<ChatRequest, OpenAiError> read_chat_request(net::IncomingRequest const& request);

/// About as many tokens as OpenAI's newer models make of it.
std::size_t tokens_in(std::string_view text);

}  // namespace aisha::sandbox
