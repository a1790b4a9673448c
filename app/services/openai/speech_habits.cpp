// The table of speech services.
#include "services/openai/speech_habits.hpp"

#include "core/limits/audio.hpp"

#include <algorithm>
#include <array>

namespace aisha {

namespace {

using enum SpeechServer;
constexpr auto hosted = limits::hosted_piece_max;
constexpr auto quiet = limits::silence_sent_max;
constexpr auto bytes = limits::speech_upload_max;
constexpr int together = limits::pieces_at_once;
constexpr double pace = limits::hosted_pace;

constexpr SpeechHabits whisper_cpp_habits{.model = "whisper.cpp",
                                          .server = whisper_cpp,
                                          .compressed = false,
                                          .response_format = "verbose_json",
                                          .piece_max = limits::window_piece_max,
                                          .silence_max = limits::window_piece_max,
                                          .at_once = 1};
constexpr SpeechHabits speaches_habits{.model = "",
                                       .server = speaches,
                                       .response_format = "verbose_json",
                                       .piece_max = limits::local_piece_max,
                                       .silence_max = quiet,
                                       .at_once = 1};
/// Only whisper-1 and its kin have times.
constexpr auto openai_habits = std::to_array<SpeechHabits>({
    {"whisper", openai, true, "verbose_json", true, hosted, quiet, bytes, pace, together},
    {"gpt-4o-transcribe-diarize", openai, true, "json", false, hosted, quiet, bytes, pace, together},
    {"", openai, true, "json", true, hosted, quiet, bytes, pace, together},
});

}  // namespace

SpeechHabits const& speech_habits(SpeechServiceConfig const& config) {
    if (config.model == whisper_cpp_habits.model || (config.model.empty() && config.api_key.empty()))
        return whisper_cpp_habits;
    if (config.model.empty()) return openai_habits.front();
    if (config.model.contains('/')) return speaches_habits;
    return *std::ranges::find_if(
        openai_habits, [&](SpeechHabits const& habits) { return config.model.starts_with(habits.model); });
}

}  // namespace aisha
