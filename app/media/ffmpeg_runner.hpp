// ffmpeg and ffprobe, confined.
#pragma once

#include "core/errors.hpp"
#include "core/log.hpp"
#include "media/confinement.hpp"
#include "media/media_runner.hpp"

#include <string>
#include <vector>

namespace aisha {

/// The MediaRunner that decodes. Every call starts one or two child processes; any number may run at once.
/// Nothing is ever decoded unconfined: where bubblewrap cannot work, each call throws Unavailable.
class FfmpegRunner : public MediaRunner {
public:
    FfmpegRunner(Clock& clock, Log log);

    awaitable<MediaInfo> probe(std::filesystem::path file) override;
    /// Writes `out` as a whole: there is no such file until it is complete.
    awaitable<SpeechAudio> extract_speech(std::filesystem::path in, std::filesystem::path out) override;
    awaitable<SpeechFormat> cut(std::filesystem::path in, std::filesystem::path out, Stretch part) override;
    /// Audio that is not Opus is encoded anew.
    awaitable<void> remux_to_ogg(std::filesystem::path in, std::filesystem::path out) override;

    /// Throws Unavailable, in words for the operator, where a program is missing or cannot be confined.
    awaitable<void> check();

private:
    awaitable<ProcessResult> run(ConfinedRun what, Duration limit);
    /// The file and how it is read, then what is written.
    struct Conversion {
        std::filesystem::path in;
        std::filesystem::path out;
        std::vector<std::string> input_arguments;
        std::vector<std::string> output_arguments;
    };
    /// Runs ffmpeg, and keeps what it wrote where `is_good` finds so in its log. Refuses otherwise.
    awaitable<ProcessResult> convert(Conversion what, bool (*is_good)(ProcessResult const&));
    [[noreturn]] void refuse(RefusalReason reason, ProcessResult const& result) const;

    Clock& clock_;
    Log log_;
};

}  // namespace aisha
