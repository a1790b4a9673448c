// Speech to text by an OpenAI-compatible service: OpenAI itself or a whisper.cpp server.
#pragma once

#include "core/secret.hpp"
#include "core/turns.hpp"
#include "media/media_runner.hpp"
#include "net/http.hpp"
#include "services/openai/transcription.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace aisha {

/// Whose habits a speech service has.
enum class SpeechServer {
    openai,      ///< takes Ogg/Opus; formats of the answer go by model; many requests at once
    whisper_cpp  ///< takes WAV and fields for the decoder; one request at a time
};

struct SpeechServiceConfig {
    std::string base_url;  ///< ends in /v1; empty: there is no service
    Secret api_key;        ///< empty: no Authorization header
    std::string model;     ///< "whisper-1", "gpt-4o-transcribe"…; "whisper.cpp" or empty: see `speech_server`
};

/// Told by the model: "whisper.cpp" is a whisper.cpp server, and so is an empty name without a key, for that
/// server knows neither models nor keys. Everything else is OpenAI (an empty name with a key means
/// "whisper-1").
SpeechServer speech_server(SpeechServiceConfig const& config);

/// What a service is told beside the recording.
struct Hearing {
    std::optional<std::string> language;  ///< ISO 639-1; it is detected where none is given
    std::string prompt;                   ///< names and words to expect
};

class TranscriptionClient {
public:
    TranscriptionClient(net::Transport& transport, Clock& clock, SpeechServiceConfig config);

    bool configured() const { return !config_.base_url.empty(); }
    /// What the service should be sent.
    SpeechFormat format() const;

    /// The words of `audio`, which lasts `duration`. Segments that are noise or music (no_speech_prob from
    /// limits::no_speech_probability up) are dropped. Throws Refusal(no_speech) where none is
    /// left, Refusal(file_damaged) where the service cannot decode it, Refusal(no_speech_service) where no
    /// model is installed (501) or configured, Unavailable for everything that may pass (network, 408, 409,
    /// 429, 5xx, an answer that is no transcription) with the service's Retry-After, and std::runtime_error
    /// for what an operator must mend (bad key, unknown model, no quota), saying so. A whisper.cpp server is
    /// asked for one recording at a time; further calls wait in line. A service that takes long is asked
    /// again beside the first request (limits::speech_patience), so a hung one cannot hold a text up.
    awaitable<Transcription> transcribe(std::filesystem::path audio, Duration duration, Hearing hearing);

    /// Whether the service answers now (for `doctor`). Throws as `transcribe` does.
    awaitable<void> check();

private:
    net::Request request(std::filesystem::path const& audio, Duration duration, Hearing const& hearing,
                         double temperature) const;
    /// One answered recording, whatever is in it.
    awaitable<Transcription> ask(std::filesystem::path audio, Duration duration, Hearing hearing,
                                 double temperature);
    awaitable<net::Response> send_after(Duration delay, net::Request request);

    net::Transport& transport_;
    Clock& clock_;
    SpeechServiceConfig config_;
    SpeechServer server_;
    Turns turns_;  ///< at a whisper.cpp server
};

}  // namespace aisha
