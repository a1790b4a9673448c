// OpenAI's side of the stand-in world: transcriptions with real words, by the local speech server, and
// completions by rules.
#pragma once

#include "core/log.hpp"
#include "core/turns.hpp"
#include "media/media_runner.hpp"
#include "net/http.hpp"
#include "net/http_server.hpp"
#include "sandbox/openai/chat.hpp"
#include "sandbox/openai/transcription_answer.hpp"
#include "sandbox/openai/transcription_request.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace aisha::sandbox {

/// Where the local speech server is ("http://127.0.0.1:PORT/v1"), nothing while it is starting.
using SpeechAddress = std::function<std::optional<std::string>()>;

/// Answers what is below /v1. Keys are not asked for. Recordings of any kind are converted by MediaRunner,
/// confined, so the local server sees nothing but WAV; it gets one at a time, and the others wait in line in
/// the order they came. A caller who goes away leaves the line, or ends the work on its recording.
class OpenAi {
public:
    /// An empty `speech`: no speech model is installed, and transcriptions are answered with 501.
    /// `temporary_folder` must exist.
    OpenAi(net::Transport& transport, Clock& clock, MediaRunner& media,
           std::filesystem::path temporary_folder, SpeechAddress speech);

    awaitable<net::OutgoingResponse> handle(net::IncomingRequest request);

    /// How many recordings wait for the one in work.
    std::size_t waiting() const { return turns_.waiting(); }

private:
    awaitable<net::OutgoingResponse> transcribe(net::IncomingRequest request);
    awaitable<net::OutgoingResponse> transcribe_file(TranscriptionRequest request,
                                                     std::filesystem::path folder);
    /// What the local server says to a WAV file.
    awaitable<net::OutgoingResponse> decode(TranscriptionRequest request, std::filesystem::path wav,
                                            Duration length);

    net::Transport& transport_;
    Clock& clock_;
    MediaRunner& media_;
    std::filesystem::path folder_;
    SpeechAddress speech_;
    Turns turns_;
    Chat chat_;
};

}  // namespace aisha::sandbox
