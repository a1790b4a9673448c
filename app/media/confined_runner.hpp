// ffmpeg, ffprobe and aisha-media, confined.
#pragma once

#include "core/errors.hpp"
#include "core/log.hpp"
#include "media/confinement.hpp"
#include "media/media_runner.hpp"
#include "media/photo_program.hpp"

#include <string>
#include <vector>

namespace aisha {

/// The MediaRunner that decodes. Every call starts one or two child processes; any number may run at once.
/// Nothing is ever decoded unconfined: where bubblewrap cannot work, each call throws Unavailable.
class ConfinedRunner : public MediaRunner {
public:
    ConfinedRunner(Clock& clock, Log log,
                   std::filesystem::path photo_program = program_beside(photo_program_name));

    awaitable<MediaInfo> probe(std::filesystem::path file) override;
    /// Writes `out` as a whole: there is no such file until it is complete.
    awaitable<SpeechAudio> extract_speech(std::filesystem::path in, std::filesystem::path out) override;
    awaitable<SpeechFormat> cut(std::filesystem::path in, std::filesystem::path out, Stretch part) override;
    /// Audio that is not Opus is encoded anew.
    awaitable<void> remux_to_ogg(std::filesystem::path in, std::filesystem::path out) override;
    awaitable<std::vector<PhotoReport>> inspect_photos(std::vector<PhotoFiles> photos,
                                                       FaceSearch faces) override;
    awaitable<std::vector<ScaledPhoto>> scale_photo(std::filesystem::path photo,
                                                    std::vector<ScaledFile> wanted) override;
    awaitable<void> write_photo_sheet(std::vector<SheetPhoto> photos, std::filesystem::path out) override;

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
    PhotoProgram photos_;
};

}  // namespace aisha
