// From a file to words: the media programs, then the speech service.
#pragma once

#include "media/media_runner.hpp"
#include "services/openai/transcription_client.hpp"

#include <filesystem>
#include <functional>

namespace aisha {

class AudioProcessingService {
public:
    AudioProcessingService(MediaRunner& media, TranscriptionClient& speech)
        : media_(media), speech_(speech) {}

    struct Recognised {
        Transcription transcription;
        Duration duration{};
    };

    /// Probes `recording`, takes its audio out and has it recognised; temporary files go into `folder` and
    /// are removed. `hearing` is what the speech service is told beside it. `on_audio` hears how long the
    /// recording is before recognition begins. Throws Refusal (file_empty, not_audio, file_damaged,
    /// no_speech, no_speech_service) or Unavailable.
    awaitable<Recognised> recognise(std::filesystem::path recording, std::filesystem::path folder,
                                    Hearing hearing, std::function<void(Duration)> on_audio);

private:
    MediaRunner& media_;
    TranscriptionClient& speech_;
};

}  // namespace aisha
