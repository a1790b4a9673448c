// The calls to a speech service.
#include "services/openai/transcription_client.hpp"

#include "core/limits.hpp"
#include "core/speech_languages.hpp"
#include "services/openai/service_error.hpp"

#include <algorithm>
#include <cmath>

namespace aisha {

namespace {

/// What the decoder of whisper.cpp does best with, measured: no text carried from window to window (it starts
/// loops), no tokens for noises, five beams, no second pass only for probabilities of languages, and segments
/// that are not cut at 60 characters (which token times would make them). A prompt is carried as such text
/// is, so it needs room. A recording of one window is read best without times, which it hardly needs: of 26
/// Russian ones 21 % of the words came out wrong instead of 24 %.
/// https://github.com/ggml-org/whisper.cpp/tree/v1.8.5/examples/server
net::Multipart whisper_cpp_fields(Duration recording, Hearing const& hearing) {
    net::Multipart parts;
    for (auto const& [name, value] : std::initializer_list<std::pair<char const*, char const*>>{
             {"max_context", hearing.prompt.empty() ? "0" : "224"},
             {"suppress_nst", "true"},
             {"beam_size", "5"},
             {"best_of", "1"},
             {"no_language_probabilities", "true"},
             {"token_timestamps", "false"},
             {"no_timestamps", recording <= limits::speech_window ? "true" : "false"}})
        parts.push_back({.name = name, .content = std::string(value)});
    return parts;
}

/// Only whisper-1 has times. https://platform.openai.com/docs/api-reference/audio/createTranscription
std::string_view response_format(SpeechServer server, std::string_view model) {
    return server == SpeechServer::whisper_cpp || model.starts_with("whisper") ? "verbose_json" : "json";
}

/// How long a service may work on a recording before it is asked again.
Duration patience(Duration recording) {
    auto const windows =
        std::max<std::int64_t>(1, (recording + limits::speech_window - Duration(1)) / limits::speech_window);
    auto const sound = std::chrono::duration<double>(windows * limits::speech_window);
    return limits::speech_patience + std::chrono::duration_cast<Duration>(sound * limits::speech_pace);
}

}  // namespace

SpeechServer speech_server(SpeechServiceConfig const& config) {
    bool const whisper_cpp =
        config.model == "whisper.cpp" || (config.model.empty() && config.api_key.empty());
    return whisper_cpp ? SpeechServer::whisper_cpp : SpeechServer::openai;
}

TranscriptionClient::TranscriptionClient(net::Transport& transport, Clock& clock, SpeechServiceConfig config)
    : transport_(transport), clock_(clock), config_(std::move(config)), server_(speech_server(config_)) {
    while (config_.base_url.ends_with('/')) config_.base_url.pop_back();
    if (config_.model.empty()) config_.model = server_ == SpeechServer::openai ? "whisper-1" : "whisper.cpp";
}

SpeechFormat TranscriptionClient::format() const {
    return server_ == SpeechServer::whisper_cpp ? SpeechFormat::wav : SpeechFormat::ogg;
}

net::Request TranscriptionClient::request(std::filesystem::path const& audio, Duration duration,
                                          Hearing const& hearing, double temperature) const {
    bool const wav = format() == SpeechFormat::wav;
    net::Multipart parts;
    // The name decides how OpenAI reads the file, and it knows no .oga and no .opus.
    parts.push_back({.name = "file",
                     .content = audio,
                     .filename = wav ? "audio.wav" : "voice.ogg",
                     .content_type = wav ? "audio/wav" : "audio/ogg"});
    auto const add = [&](std::string name, std::string value) {
        parts.push_back({.name = std::move(name), .content = std::move(value)});
    };
    add("model", config_.model);
    add("response_format", std::string(response_format(server_, config_.model)));
    add("temperature", fmt::format("{:.1f}", temperature));
    if (!hearing.prompt.empty()) add("prompt", hearing.prompt);
    if (server_ == SpeechServer::whisper_cpp) {
        add("language", hearing.language ? whisper_language(*hearing.language) : "auto");
        for (auto& part : whisper_cpp_fields(duration, hearing)) parts.push_back(std::move(part));
    } else if (hearing.language) {
        add("language", *hearing.language);
    }
    net::Request request{.method = "POST", .url = config_.base_url + "/audio/transcriptions"};
    request.answer_max = limits::speech_answer_max;
    request.body = std::move(parts);
    authorize(request, config_.api_key);
    return request;
}

awaitable<net::Response> TranscriptionClient::send_after(Duration delay, net::Request request) {
    if (delay > Duration(0)) co_await clock_.sleep(delay);
    co_return co_await transport_.send(std::move(request));
}

awaitable<Transcription> TranscriptionClient::ask(std::filesystem::path audio, Duration duration,
                                                  Hearing hearing, double temperature) {
    auto const step = patience(duration);
    std::vector<awaitable<net::Response>> attempts;
    for (int i = 0; i < limits::speech_requests_max; ++i) {
        auto attempt = request(audio, duration, hearing, temperature);
        attempt.timeout = step * (limits::speech_requests_max - i);
        attempts.push_back(send_after(step * i, std::move(attempt)));
    }
    auto const response = co_await first_of(std::move(attempts));
    if (!response.ok()) throw_speech_error(without_key(response, config_.api_key));
    auto transcription = read_transcription(response.body);
    if (!transcription.language) transcription.language = hearing.language;
    if (transcription.segments.size() == 1 && transcription.segments[0].end_s == 0)
        transcription.segments[0].end_s = std::chrono::duration<double>(duration).count();
    co_return transcription;
}

awaitable<Transcription> TranscriptionClient::transcribe(std::filesystem::path audio, Duration duration,
                                                         Hearing hearing) {
    if (!configured()) throw Refusal(RefusalReason::no_speech_service);
    std::optional<Turns::Turn> turn;
    if (server_ == SpeechServer::whisper_cpp) turn.emplace(co_await turns_.take());
    auto transcription = co_await ask(audio, duration, hearing, 0);
    if (loops(transcription.text)) {
        // A little chance leads the decoder out of its loop, or shows that somebody really said it three
        // times.
        static constexpr double temperature_against_loops = 0.2;
        transcription = co_await ask(audio, duration, hearing, temperature_against_loops);
    }
    if (transcription.text.empty()) throw Refusal(RefusalReason::no_speech);
    co_return transcription;
}

awaitable<void> TranscriptionClient::check() {
    if (!configured()) throw Refusal(RefusalReason::no_speech_service);
    net::Request request{.url = config_.base_url + "/models"};
    authorize(request, config_.api_key);
    request.timeout = limits::connect_timeout;
    auto const response = co_await transport_.send(std::move(request));
    // whisper.cpp has no list of models and says 404: it answers, and that was the question.
    bool const answers = response.ok() || (server_ == SpeechServer::whisper_cpp && response.status == 404);
    if (!answers) throw_speech_error(without_key(response, config_.api_key));
}

}  // namespace aisha
