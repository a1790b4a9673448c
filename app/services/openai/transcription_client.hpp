// Speech to text by an OpenAI-compatible service.
#pragma once

#include "core/turns.hpp"
#include "media/media_runner.hpp"
#include "net/http.hpp"
#include "services/openai/speech_habits.hpp"
#include "services/openai/transcription.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace aisha {

/// What a service is told beside the recording.
struct Hearing {
    std::optional<std::string> language;  ///< ISO 639-1; it is detected where none is given
    std::string prompt;                   ///< names and words to expect
};

/// A recording, or a piece of one, as it is sent.
struct SpeechFile {
    std::filesystem::path path;
    SpeechFormat format = SpeechFormat::wav;
    Duration length{};
    bool is_piece = false;  ///< one of several of a recording, whose hearer waits for all of them
};

class TranscriptionClient {
public:
    TranscriptionClient(net::Transport& transport, Clock& clock, SpeechServiceConfig config);

    bool configured() const { return !config_.base_url.empty(); }
    /// How it wants recordings.
    SpeechHabits const& habits() const { return habits_; }

    /// The words of `file`; none where nobody speaks: segments that are noise or music (no_speech_prob from
    /// limits::no_speech_probability up) are dropped. A doubtful text (is_doubtful) is asked for once more
    /// with other settings, and what is doubtful still is marked. Throws Refusal(file_damaged) where the
    /// service cannot decode it, Refusal(no_speech_service) where no model is installed (501) or configured,
    /// TooLong where it must be cut, Unavailable for everything that may pass (network, 408, 409, 429, 5xx,
    /// an answer that is no transcription) with the service's Retry-After, and std::runtime_error for what an
    /// operator must mend (bad key, unknown model, no quota), saying so. A server that does one thing at a
    /// time is asked for one recording at a time; further calls wait in line. A service that takes long is
    /// asked again beside the first request (limits::speech_patience), so a hung one cannot hold a text up.
    awaitable<Transcription> transcribe(SpeechFile file, Hearing hearing);

    /// Whether the service answers now (for `doctor`). Throws as `transcribe` does.
    awaitable<void> check();

private:
    /// How the decoder goes about it.
    struct Settings {
        double temperature = 0;
        int beams = 1;  ///< of whisper.cpp
    };

    net::Request request(SpeechFile const& file, Hearing const& hearing, Settings settings) const;
    /// One answered recording, whatever is in it.
    awaitable<Transcription> ask(SpeechFile file, Hearing hearing, Settings settings);
    awaitable<net::Response> send_after(Duration delay, net::Request request);

    net::Transport& transport_;
    Clock& clock_;
    SpeechServiceConfig config_;
    SpeechHabits const& habits_;
    Turns turns_;  ///< at a server that does one thing at a time
};

}  // namespace aisha
