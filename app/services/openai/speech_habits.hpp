// What each kind of speech service takes and gives: one row a kind, told by the model's name.
#pragma once

#include "core/limits.hpp"
#include "core/secret.hpp"
#include "media/media_runner.hpp"

#include <string>
#include <string_view>

namespace aisha {

/// Whose habits a speech service has.
enum class SpeechServer {
    openai,       ///< hosted, OpenAI's own or alike
    speaches,     ///< a local faster-whisper server: https://github.com/speaches-ai/speaches
    whisper_cpp,  ///< https://github.com/ggml-org/whisper.cpp/tree/master/examples/server
};

struct SpeechServiceConfig {
    std::string base_url;  ///< ends in /v1; empty: there is no service
    Secret api_key;        ///< empty: no Authorization header
    std::string model;     ///< "whisper-1", "gpt-4o-transcribe"…; "whisper.cpp" or empty: see `speech_habits`
};

/// How a service wants recordings. https://platform.openai.com/docs/api-reference/audio/createTranscription
struct SpeechHabits {
    std::string_view model;  ///< beginning of the names that this is about
    SpeechServer server = SpeechServer::openai;
    bool compressed = true;  ///< takes Ogg, MP3 and M4A; else WAV
    std::string_view response_format;
    bool takes_prompt = true;
    Duration piece_max{};
    Duration silence_max{};  ///< longer silence is not sent
    limits::Bytes upload_max = limits::speech_upload_max;
    double pace = limits::speech_pace;  ///< seconds for a second of sound after which it is asked again
    int at_once = 1;                    ///< pieces of one recording, and recordings where it is 1
};

/// Told by the model: "whisper.cpp" is a whisper.cpp server, and so is an empty name without a key, for that
/// server knows neither models nor keys. A name with a slash ("Systran/faster-whisper-small") is a model that
/// speaches loads. Everything else is OpenAI's or alike (an empty name with a key means "whisper-1").
SpeechHabits const& speech_habits(SpeechServiceConfig const& config);

}  // namespace aisha
