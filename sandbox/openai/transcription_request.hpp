// What a caller of /v1/audio/transcriptions asks for, checked as OpenAI checks it.
#pragma once

#include "net/form.hpp"
#include "net/http_server.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace aisha::sandbox {

enum class AnswerFormat { json, text, srt, verbose_json, vtt };
BOOST_DESCRIBE_ENUM(AnswerFormat, json, text, srt, verbose_json, vtt)

struct TranscriptionRequest {
    net::FormField file;
    std::string model;
    AnswerFormat format = AnswerFormat::json;
    std::optional<std::string> language;  ///< ISO 639-1; nothing: it is detected
    std::string prompt;
    std::string temperature = "0";
    bool words = false;     ///< times of words are wanted
    bool segments = false;  ///< times of segments are wanted
    bool stream = false;
    /// What else was sent for the model "whisper.cpp": the local server's own fields.
    std::vector<std::pair<std::string, std::string>> decoder_fields;

    bool is_whisper() const { return model.starts_with("whisper"); }
    /// The answer has times in it.
    bool needs_times() const { return format != AnswerFormat::json && format != AnswerFormat::text; }
};

/// An error in OpenAI's shape. `param` and `code` may be empty: null.
/// https://platform.openai.com/docs/guides/error-codes
struct OpenAiError {
    int status = 400;
    std::string message;
    std::string type = "invalid_request_error";
    std::string param;
    std::string code;
};
net::OutgoingResponse openai_error(OpenAiError const& error);

/// The models one may name here: those of OpenAI that this stands in for, and the local server's own name.
std::span<std::string_view const> transcription_models();

/// Reads and checks a request; what is wrong with it as OpenAI would say.
std::variant<TranscriptionRequest, OpenAiError> read_transcription_request(
    net::IncomingRequest const& request);

}  // namespace aisha::sandbox
