// A MediaRunner that decodes nothing: what is in a file is what the test says.
#pragma once

#include "core/errors.hpp"
#include "media/media_runner.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisha::tests {

/// Takes every file that begins like a container for sound (an Ogg page, a RIFF header …) for a recording of
/// `info` and `seconds`; refuses empty files and all others, as the real one does.
class FakeMediaRunner : public MediaRunner {
public:
    awaitable<MediaInfo> probe(std::filesystem::path file) override;
    awaitable<SpeechAudio> extract_speech(std::filesystem::path in, std::filesystem::path out) override;
    awaitable<SpeechFormat> cut(std::filesystem::path in, std::filesystem::path out, Stretch part) override;
    awaitable<void> remux_to_ogg(std::filesystem::path in, std::filesystem::path out) override;

    MediaInfo info{
        .format = "ogg", .has_audio = true, .audio_codec = "opus", .duration = std::chrono::seconds(2)};
    /// What is in every recording: seconds of sound and of silence by turns, beginning with sound.
    std::vector<double> seconds{2};
    double peak_db = -6;
    /// What is said of its length, where it is not what `seconds` make.
    std::optional<Duration> length;
    /// Thrown by every call where set.
    std::optional<RefusalReason> refusal;
    /// While false, every call throws Unavailable.
    bool available = true;
    /// "probe", "extract_speech", "cut", "remux_to_ogg", in the order of the calls.
    std::vector<std::string> calls;
    /// The names of the files that pieces were cut out of.
    std::vector<std::string> cut_from;

private:
    void judge(std::string call, std::filesystem::path const& file);
};

}  // namespace aisha::tests
