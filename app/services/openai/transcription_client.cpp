// The calls to a speech service.
#include "services/openai/transcription_client.hpp"

#include "core/limits.hpp"
#include "core/speech_languages.hpp"
#include "services/openai/doubt.hpp"
#include "services/openai/service_error.hpp"

#include <algorithm>
#include <cmath>

namespace aisha {

namespace {

/// What the decoder of whisper.cpp does best with, measured (bench_speech_accuracy): no text carried from
/// window to window (it starts loops), no tokens for noises, no second pass only for probabilities of
/// languages, and segments that are not cut at 60 characters (which token times would make them). A prompt is
/// carried as such text is, so it needs room for it. A piece of one window is heard best without times.
/// https://github.com/ggml-org/whisper.cpp/tree/v1.8.5/examples/server
net::Multipart whisper_cpp_fields(SpeechFile const& file, Hearing const& hearing, int beams) {
    net::Multipart parts;
    for (auto const& [name, value] : std::initializer_list<std::pair<char const*, std::string>>{
             {"max_context", hearing.prompt.empty() ? "0" : "224"},
             {"suppress_nst", "true"},
             {"beam_size", std::to_string(beams)},
             {"best_of", "1"},
             {"no_language_probabilities", "true"},
             {"token_timestamps", "false"},
             {"no_timestamps", file.length <= limits::speech_window ? "true" : "false"}})
        parts.push_back({.name = name, .content = value});
    return parts;
}

/// The name decides how OpenAI reads a file, and it knows no .oga and no .opus.
struct FileName {
    char const* name;
    char const* type;
};

FileName file_name(SpeechFormat format) {
    switch (format) {
        case SpeechFormat::wav: return {"audio.wav", "audio/wav"};
        case SpeechFormat::ogg: return {"voice.ogg", "audio/ogg"};
        case SpeechFormat::mp3: return {"audio.mp3", "audio/mpeg"};
        case SpeechFormat::m4a: return {"audio.m4a", "audio/mp4"};
    }
    throw std::logic_error("no name for this format");
}

/// Of whisper.cpp. Five beams get a short Russian recording right a little more often than one does (24 % of
/// the words wrong instead of 28 %), and cost a third to a half more time, which a long recording has not.
int beams_for(SpeechFile const& file) {
    static constexpr int many = 5;
    return file.is_piece ? 1 : many;
}

/// How long a service may work on a recording before it is asked again.
Duration patience(Duration recording, double pace) {
    auto const windows =
        std::max<std::int64_t>(1, (recording + limits::speech_window - Duration(1)) / limits::speech_window);
    auto const sound = std::chrono::duration<double>(windows * limits::speech_window);
    return limits::speech_patience + std::chrono::duration_cast<Duration>(sound * pace);
}

}  // namespace

TranscriptionClient::TranscriptionClient(net::Transport& transport, Clock& clock, SpeechServiceConfig config)
    : transport_(transport), clock_(clock), config_(std::move(config)), habits_(speech_habits(config_)) {
    while (config_.base_url.ends_with('/')) config_.base_url.pop_back();
    if (config_.model.empty())
        config_.model = habits_.server == SpeechServer::openai ? "whisper-1" : "whisper.cpp";
}

net::Request TranscriptionClient::request(SpeechFile const& file, Hearing const& hearing,
                                          Settings settings) const {
    auto const [name, type] = file_name(file.format);
    net::Multipart parts;
    parts.push_back({.name = "file", .content = file.path, .filename = name, .content_type = type});
    auto const add = [&](std::string field, std::string value) {
        parts.push_back({.name = std::move(field), .content = std::move(value)});
    };
    add("model", config_.model);
    add("response_format", std::string(habits_.response_format));
    add("temperature", fmt::format("{:.1f}", settings.temperature));
    if (!hearing.prompt.empty() && habits_.takes_prompt) add("prompt", hearing.prompt);
    if (!habits_.takes_prompt) add("chunking_strategy", "auto");  // of who tells speakers apart
    switch (habits_.server) {
        case SpeechServer::whisper_cpp:
            add("language", hearing.language ? whisper_language(*hearing.language) : "auto");
            for (auto& part : whisper_cpp_fields(file, hearing, settings.beams))
                parts.push_back(std::move(part));
            break;
        case SpeechServer::speaches: add("vad_filter", "true"); [[fallthrough]];
        case SpeechServer::openai:
            if (hearing.language) add("language", *hearing.language);
            break;
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

awaitable<Transcription> TranscriptionClient::ask(SpeechFile file, Hearing hearing, Settings settings) {
    auto const step = patience(file.length, habits_.pace);
    std::vector<awaitable<net::Response>> attempts;
    for (int i = 0; i < limits::speech_requests_max; ++i) {
        auto attempt = request(file, hearing, settings);
        attempt.timeout = step * (limits::speech_requests_max - i);
        attempts.push_back(send_after(step * i, std::move(attempt)));
    }
    auto const response = co_await first_of(std::move(attempts));
    if (!response.ok()) throw_speech_error(without_key(response, config_.api_key));
    auto transcription = read_transcription(response.body);
    if (!transcription.language) transcription.language = hearing.language;
    if (transcription.segments.size() == 1 && transcription.segments[0].end_s == 0)
        transcription.segments[0].end_s = std::chrono::duration<double>(file.length).count();
    co_return transcription;
}

awaitable<Transcription> TranscriptionClient::transcribe(SpeechFile file, Hearing hearing) {
    if (!configured()) throw Refusal(RefusalReason::no_speech_service);
    std::optional<Turns::Turn> turn;
    if (habits_.at_once == 1) turn.emplace(co_await turns_.take());
    Settings const usual{.beams = beams_for(file)};
    auto heard = co_await ask(file, hearing, usual);
    if (!is_doubtful(heard)) co_return heard;
    // A little chance leads the decoder out of its loop, or shows that somebody really said it three times.
    Settings const otherwise{.temperature = 0.2, .beams = usual.beams};
    co_return marked(co_await ask(std::move(file), std::move(hearing), otherwise));
}

awaitable<void> TranscriptionClient::check() {
    if (!configured()) throw Refusal(RefusalReason::no_speech_service);
    net::Request request{.url = config_.base_url + "/models"};
    authorize(request, config_.api_key);
    request.timeout = limits::connect_timeout;
    auto const response = co_await transport_.send(std::move(request));
    // whisper.cpp has no list of models and says 404: it answers, and that was the question.
    bool const answers =
        response.ok() || (habits_.server == SpeechServer::whisper_cpp && response.status == 404);
    if (!answers) throw_speech_error(without_key(response, config_.api_key));
}

}  // namespace aisha
