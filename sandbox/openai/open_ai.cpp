// The paths below /v1.
#include "sandbox/openai/open_ai.hpp"

#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/speech_languages.hpp"
#include "sandbox/openai/chat_request.hpp"

#include <algorithm>

namespace aisha::sandbox {

namespace {

using namespace std::chrono_literals;

/// Longest sound for the gpt-4o models. https://platform.openai.com/docs/guides/speech-to-text
constexpr Duration gpt_4o_max = 1400s;
/// For one recording at the local server, beside four times its own length; one that hangs is ended much
/// sooner.
constexpr Duration decode_least = 5min;
constexpr int decode_slowness_max = 4;
/// When the local server was created is nobody's business, but clients want a number here.
constexpr std::int64_t models_created = 1'677'532'384;

/// A folder for one recording, removed with it.
class RequestFolder {
public:
    RequestFolder(std::filesystem::path const& parent, std::string const& name)
        : path_(parent / ("speech-" + name)) {
        std::filesystem::create_directory(path_);
    }
    ~RequestFolder() {
        std::error_code ignored;  // what stays is removed with its parent
        std::filesystem::remove_all(path_, ignored);
    }
    RequestFolder(RequestFolder const&) = delete;
    RequestFolder& operator=(RequestFolder const&) = delete;
    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

net::OutgoingResponse not_ready() {
    auto response = openai_error({.status = 503,
                                  .message = "The local speech server is starting. Please try again.",
                                  .type = "server_error"});
    response.headers.add("Retry-After", "1");
    return response;
}

OpenAiError undecodable() {
    return {
        .message = "Audio file might be corrupted or unsupported", .param = "file", .code = "invalid_value"};
}

net::OutgoingResponse list_of_models(std::string_view wanted) {
    json::Array list;
    for (auto const models : {transcription_models(), chat_models()})
        for (auto const model : models)
            list.push_back(json::Object{{"id", json::write(model)},
                                        {"object", "model"},
                                        {"created", models_created},
                                        {"owned_by", "sandbox"}});
    if (wanted.empty())
        return net::json_response(200,
                                  json::dump(json::Object{{"object", "list"}, {"data", std::move(list)}}));
    for (auto const& model : list)
        if (model.at("id").as_string() == boost::json::string_view(wanted.data(), wanted.size()))
            return net::json_response(200, json::dump(model));
    return openai_error({.status = 404,
                         .message = fmt::format("The model '{}' does not exist", wanted),
                         .param = "model",
                         .code = "model_not_found"});
}

std::optional<OpenAiError> wrong_length(Duration length, std::string const& model) {
    if (length < limits::speech_duration_min)
        return OpenAiError{.message = "Audio file is too short. Minimum audio length is 0.1 seconds.",
                           .param = "file",
                           .code = "audio_too_short"};
    if (model.starts_with("gpt-4o") && length > gpt_4o_max)
        return OpenAiError{
            .message = fmt::format("audio duration {:.3f} seconds is longer than 1400 seconds which is "
                                   "the maximum for this model",
                                   std::chrono::duration<double>(length).count()),
            .code = "invalid_value"};
    return std::nullopt;
}

/// What whisper.cpp's server is sent; the decoder's other settings are on its command line. One window is
/// read best without times.
net::Multipart decode_fields(TranscriptionRequest const& request, std::filesystem::path wav,
                             Duration length) {
    net::Multipart parts;
    parts.push_back(
        {.name = "file", .content = std::move(wav), .filename = "audio.wav", .content_type = "audio/wav"});
    auto const add = [&](std::string name, std::string value) {
        parts.push_back({.name = std::move(name), .content = std::move(value)});
    };
    add("response_format", "verbose_json");
    add("language", request.language ? whisper_language(*request.language) : "auto");
    add("temperature", request.temperature);
    if (!request.prompt.empty()) add("prompt", request.prompt);
    for (auto const& [name, value] : request.decoder_fields) add(name, value);
    if (!request.decoder_fields.empty()) return parts;
    // Segments of one word each, where the times of words are wanted; else uncut ones.
    add("token_timestamps", request.words ? "true" : "false");
    if (request.words) {
        add("max_len", "1");
        add("split_on_word", "true");
    }
    if (!request.needs_times() && length <= limits::speech_window) add("no_timestamps", "true");
    return parts;
}

}  // namespace

OpenAi::OpenAi(net::Transport& transport, Clock& clock, MediaRunner& media,
               std::filesystem::path temporary_folder, SpeechAddress speech)
    : transport_(transport),
      clock_(clock),
      media_(media),
      folder_(std::move(temporary_folder)),
      speech_(std::move(speech)),
      chat_(clock) {}

awaitable<net::OutgoingResponse> OpenAi::handle(net::IncomingRequest request) {
    static constexpr std::string_view models = "/v1/models";
    static constexpr auto not_built = std::to_array<std::string_view>(
        {"/v1/responses", "/v1/audio/translations", "/v1/audio/speech", "/v1/embeddings",
         "/v1/images/generations", "/v1/completions", "/v1/files"});
    auto const wrong_method = [&] {
        return openai_error(
            {.status = 405,
             .message = fmt::format("Not allowed to {} on {}. (HINT: Perhaps you meant to use a "
                                    "different HTTP method?)",
                                    request.method, request.path),
             .code = "method_not_supported"});
    };
    if (request.path == "/v1/audio/transcriptions") {
        if (request.method != "POST") co_return wrong_method();
        co_return co_await transcribe(std::move(request));
    }
    if (request.path == "/v1/chat/completions") {
        if (request.method != "POST") co_return wrong_method();
        co_return chat_.complete(request);
    }
    if (request.path == models || request.path.starts_with("/v1/models/")) {
        if (request.method != "GET") co_return wrong_method();
        co_return list_of_models(
            std::string_view(request.path).substr(std::min(request.path.size(), models.size() + 1)));
    }
    if (std::ranges::find(not_built, request.path) != not_built.end())
        co_return openai_error({.status = 501,
                                .message = request.path + " is not implemented in the sandbox.",
                                .type = "not_implemented"});
    co_return openai_error(
        {.status = 404, .message = fmt::format("Invalid URL ({} {})", request.method, request.path)});
}

awaitable<net::OutgoingResponse> OpenAi::transcribe(net::IncomingRequest incoming) {
    auto const began = clock_.monotonic();
    auto read = read_transcription_request(incoming);
    if (auto const* error = std::get_if<OpenAiError>(&read)) co_return openai_error(*error);
    if (!speech_)
        co_return openai_error({.status = 501,
                                .message =
                                    "No speech model is installed (WHISPER_SERVER and WHISPER_MODEL name the "
                                    "local program and its model).",
                                .type = "not_implemented"});
    RequestFolder const folder(folder_, clock_.token(16));
    auto response = co_await transcribe_file(std::get<TranscriptionRequest>(std::move(read)), folder.path());
    response.headers.add("x-request-id", "req_" + clock_.token(32));
    response.headers.add(
        "openai-processing-ms",
        std::to_string(
            std::chrono::duration_cast<std::chrono::milliseconds>(clock_.monotonic() - began).count()));
    co_return response;
}

awaitable<net::OutgoingResponse> OpenAi::transcribe_file(TranscriptionRequest request,
                                                         std::filesystem::path folder) {
    auto const in = folder / "in";
    auto const out = folder / "out";
    std::filesystem::create_directory(out);
    request.file.save(in);
    std::optional<OpenAiError> wrong;
    SpeechAudio audio;
    try {
        audio = co_await media_.extract_speech(in, out / "audio.wav");
        wrong = wrong_length(audio.duration, request.model);
    } catch (Refusal const&) {
        wrong = undecodable();
    } catch (Unavailable const& error) {
        wrong = OpenAiError{.status = 503, .message = error.what(), .type = "server_error"};
    }
    if (wrong) co_return openai_error(*wrong);
    auto const turn = co_await turns_.take();
    co_return co_await decode(std::move(request), out / "audio.wav", audio.duration);
}

awaitable<net::OutgoingResponse> OpenAi::decode(TranscriptionRequest request, std::filesystem::path wav,
                                                Duration length) {
    auto const address = speech_();
    if (!address) co_return not_ready();
    net::Request out{.method = "POST", .url = *address + "/audio/transcriptions"};
    out.body = decode_fields(request, std::move(wav), length);
    out.timeout = decode_least + decode_slowness_max * length;
    out.answer_max = limits::speech_answer_max;
    bool away = false;
    net::Response answer;
    try {
        answer = co_await transport_.send(std::move(out));
    } catch (Unavailable const&) {
        away = true;  // it died or was killed because it hung; it is being started again
    }
    if (away) co_return not_ready();
    if (answer.status == 400) co_return openai_error(undecodable());
    std::string what = fmt::format("The local speech server answered {}.", answer.status);
    if (answer.ok()) {
        try {
            co_return transcription_answer(json::read<Spoken>(json::parse(answer.body)), request);
        } catch (json::Error const& error) {
            what =
                fmt::format("The local speech server answered something else than words: {}", error.what());
        }
    }
    co_return openai_error({.status = 500, .message = what, .type = "server_error"});
}

}  // namespace aisha::sandbox
