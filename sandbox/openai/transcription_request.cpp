// Checking requests for transcriptions.
#include "sandbox/openai/transcription_request.hpp"

#include "core/json.hpp"
#include "core/speech_languages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace aisha::sandbox {

namespace {

/// Bytes of a whole request. https://platform.openai.com/docs/guides/speech-to-text
constexpr std::uint64_t request_max = 26'214'400;

constexpr auto models =
    std::to_array<std::string_view>({"whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe",
                                     "gpt-4o-mini-transcribe-2025-12-15", "gpt-transcribe", "whisper.cpp"});
constexpr std::string_view local_model = "whisper.cpp";
constexpr std::string_view diarizing_model = "gpt-4o-transcribe-diarize";

/// Kinds of file are told by the name alone; whisper-1 takes one more than the others.
constexpr auto extensions = std::to_array<std::string_view>(
    {"flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm"});

std::uint64_t body_size(net::IncomingRequest const& request) {
    if (auto const* text = std::get_if<std::string>(&request.body)) return text->size();
    std::error_code error;
    auto const size = std::filesystem::file_size(std::get<1>(request.body)->path(), error);
    return error ? 0 : size;
}

std::string value_of(net::Form const& form, std::string_view name) {
    auto const* field = form.find(name);
    return field && !field->filename ? field->value : std::string();
}

std::optional<OpenAiError> wrong_extension(std::string const& filename, bool whisper) {
    auto const dot = filename.rfind('.');
    auto extension = dot == std::string::npos ? std::string() : filename.substr(dot + 1);
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    bool const known = std::ranges::find(extensions, extension) != extensions.end();
    if (known && (whisper || extension != "oga")) return std::nullopt;
    OpenAiError error;
    if (whisper) {
        error.message =
            fmt::format("Invalid file format. Supported formats: ['{}']", fmt::join(extensions, "', '"));
    } else {
        error.message = "Unsupported file format " + extension;
        error.param = "file";
        error.code = "unsupported_value";
    }
    return error;
}

std::optional<OpenAiError> read_format(net::Form const& form, TranscriptionRequest& request) {
    auto const wanted = value_of(form, "response_format");
    if (wanted.empty()) return std::nullopt;
    if (!boost::describe::enum_from_string(wanted.c_str(), request.format))
        return OpenAiError{
            .message = fmt::format("Invalid value: '{}'. Supported values are: 'json', 'text', 'srt', "
                                   "'verbose_json', and 'vtt'.",
                                   wanted),
            .param = "response_format",
            .code = "invalid_value"};
    bool const plain = request.format == AnswerFormat::json || request.format == AnswerFormat::text;
    if (request.is_whisper() || plain) return std::nullopt;
    return OpenAiError{
        .message = fmt::format("response_format '{}' is not compatible with model '{}'. Use 'json' or "
                               "'text' instead.",
                               wanted, request.model),
        .param = "response_format",
        .code = "unsupported_value"};
}

std::optional<OpenAiError> read_options(net::Form const& form, TranscriptionRequest& request) {
    if (auto const language = value_of(form, "language"); !language.empty() && language != "auto") {
        request.language = language_code(language);
        if (!request.language)
            return OpenAiError{
                .message = fmt::format("Invalid language '{}'. Language parameter must be specified in "
                                       "ISO-639-1 format.",
                                       language),
                .param = "language",
                .code = "invalid_language_format"};
    }
    request.prompt = value_of(form, "prompt");
    if (auto const temperature = value_of(form, "temperature"); !temperature.empty()) {
        double value = -1;
        auto const* const last = temperature.data() + temperature.size();
        auto const [end, error] = std::from_chars(temperature.data(), last, value);
        if (error != std::errc() || end != last || value < 0 || value > 1)
            return OpenAiError{.message = "Invalid 'temperature': expected a number from 0 to 1.",
                               .param = "temperature",
                               .code = "invalid_value"};
        request.temperature = temperature;
    }
    request.stream = value_of(form, "stream") == "true" && !request.is_whisper();
    for (auto const& field : form.fields) {
        if (field.name != "timestamp_granularities[]" && field.name != "timestamp_granularities") continue;
        request.words |= field.value == "word";
        request.segments |= field.value == "segment";
    }
    if (request.words && request.format != AnswerFormat::verbose_json)
        return OpenAiError{
            .message = "timestamp_granularities are only given with response_format 'verbose_json'.",
            .param = "timestamp_granularities",
            .code = "invalid_value"};
    request.segments |= !request.words;
    return std::nullopt;
}

/// Fields that are ours to set, or would take the local server away from the others.
bool is_decoder_field(std::string_view name) {
    static constexpr auto ours = std::to_array<std::string_view>(
        {"file", "model", "response_format", "language", "prompt", "temperature", "vad", "diarize"});
    return std::ranges::find(ours, name) == ours.end() && !name.contains('[');
}

}  // namespace

net::OutgoingResponse openai_error(OpenAiError const& error) {
    auto const or_null = [](std::string const& text) {
        return text.empty() ? json::Value(nullptr) : json::write(text);
    };
    json::Object inner{{"message", json::write(error.message)},
                       {"type", json::write(error.type)},
                       {"param", or_null(error.param)},
                       {"code", or_null(error.code)}};
    return net::json_response(error.status, json::dump(json::Object{{"error", std::move(inner)}}));
}

std::span<std::string_view const> transcription_models() { return models; }

std::variant<TranscriptionRequest, OpenAiError> read_transcription_request(
    net::IncomingRequest const& incoming) {
    if (auto const size = body_size(incoming); size > request_max)
        return OpenAiError{
            .status = 413,
            .message = fmt::format("413: Maximum content size limit ({}) exceeded ({} bytes read)",
                                   request_max, size),
            .type = "server_error"};
    std::optional<net::Form> form;
    if (incoming.content_type().starts_with("multipart/form-data")) {
        try {
            form = net::read_form(incoming);
        } catch (std::invalid_argument const&) {
            // Told below, like a body that is no form at all.
        }
    }
    if (!form) return OpenAiError{.message = "Could not parse multipart form"};
    TranscriptionRequest request;
    request.model = value_of(*form, "model");
    if (request.model.empty()) return OpenAiError{.message = "you must provide a model parameter"};
    if (request.model == diarizing_model)
        return OpenAiError{.status = 501,
                           .message = "Telling speakers apart is not implemented in the sandbox.",
                           .type = "not_implemented",
                           .param = "model"};
    if (std::ranges::find(models, request.model) == models.end())
        return OpenAiError{
            .status = 404,
            .message =
                fmt::format("The model `{}` does not exist or you do not have access to it.", request.model),
            .code = "model_not_found"};
    auto const* file = form->find("file");
    if (!file || !file->filename) return OpenAiError{.message = "file is required", .param = "file"};
    if (auto error = wrong_extension(*file->filename, request.is_whisper())) return *std::move(error);
    if (auto error = read_format(*form, request)) return *std::move(error);
    if (auto error = read_options(*form, request)) return *std::move(error);
    if (request.model == local_model)
        for (auto const& field : form->fields)
            if (!field.filename && is_decoder_field(field.name))
                request.decoder_fields.emplace_back(field.name, field.value);
    request.file = *file;
    return request;
}

}  // namespace aisha::sandbox
