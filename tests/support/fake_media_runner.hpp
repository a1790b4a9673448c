// A MediaRunner that decodes nothing: what is in a file is what the test says.
#pragma once

#include "core/errors.hpp"
#include "media/media_runner.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aisha::tests {

/// Takes every file that begins like a container for sound (an Ogg page, a RIFF header …) for a recording of
/// `info` and `audio`; refuses empty files and all others, as the real one does. Every file that begins like
/// a photo is a good one, with one face, unlike all with other bytes.
class FakeMediaRunner : public MediaRunner {
public:
    awaitable<MediaInfo> probe(std::filesystem::path file) override;
    awaitable<SpeechAudio> extract_speech(std::filesystem::path in, std::filesystem::path out,
                                          SpeechFormat format) override;
    awaitable<void> remux_to_ogg(std::filesystem::path in, std::filesystem::path out) override;
    awaitable<std::vector<PhotoReport>> inspect_photos(std::vector<PhotoFiles> photos,
                                                       FaceSearch faces) override;
    awaitable<std::vector<ScaledPhoto>> scale_photo(std::filesystem::path photo,
                                                    std::vector<ScaledFile> wanted) override;
    /// The bytes of all pictures, one after the other.
    awaitable<void> write_photo_sheet(std::vector<SheetPhoto> photos, std::filesystem::path out) override;

    MediaInfo info{
        .format = "ogg", .has_audio = true, .audio_codec = "opus", .duration = std::chrono::seconds(2)};
    SpeechAudio audio{.duration = std::chrono::seconds(2), .peak_db = -6};
    /// Written as the speech; empty: the input's own bytes.
    std::string speech_bytes;
    /// Thrown by every call where set.
    std::optional<RefusalReason> refusal;
    /// While false, every call throws Unavailable.
    bool available = true;
    /// Changes what is said of a photo with these bytes.
    std::function<void(PhotoReport& report, std::string const& bytes)> change_report;
    /// "probe", "extract_speech", "remux_to_ogg", "inspect_photos", "scale_photo", "write_photo_sheet", in
    /// the order of the calls.
    std::vector<std::string> calls;

private:
    void judge(std::string call, std::filesystem::path const& file);
};

}  // namespace aisha::tests
