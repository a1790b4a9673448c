// The seam to ffmpeg, ffprobe and aisha-media. Media from strangers is decoded only in confined child
// processes.
#pragma once

#include "core/async.hpp"
#include "core/limits.hpp"
#include "media/photo.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aisha {

/// What a file is, as far as speech is concerned.
struct MediaInfo {
    std::string format;  ///< ffprobe's name of the container, "ogg", "mov,mp4,m4a,3gp,3g2,mj2"…
    bool has_audio = false;
    bool has_video = false;
    std::string audio_codec;           ///< "opus"; empty without audio
    std::optional<Duration> duration;  ///< where the container says
};

/// How a speech service wants its audio.
enum class SpeechFormat {
    wav,  ///< 16 kHz mono PCM, for whisper.cpp
    ogg   ///< Opus, small, for hosted services: as it came, or 16 kHz mono at limits::speech_bit_rate
};

/// The audio taken out, and what was heard on the way.
struct SpeechAudio {
    Duration duration{};    ///< really decoded
    double peak_db = -100;  ///< loudest sample, dBFS; below -60 there is nothing to hear
};

/// One photo to be looked at, and where the results go. The two are written where the report has no defect:
/// as JPEG, upright, in sRGB, transparent parts white, with nothing in them but pixels.
struct PhotoFiles {
    std::filesystem::path photo;
    std::filesystem::path cleaned;  ///< no side above limits::photo_kept_side
    std::filesystem::path preview;  ///< no side above limits::photo_preview_side
};

enum class FaceSearch { wanted, not_wanted };

/// A size that is wanted of a picture, and where it goes.
struct ScaledFile {
    int side = 0;  ///< the longer one; a smaller picture is not enlarged
    std::filesystem::path file;
};

/// A photo's place on a sheet. The pictures are cleaned ones or previews of ours.
struct SheetPhoto {
    std::filesystem::path picture;
    int number = 0;  ///< from 1
    SheetMark mark = SheetMark::plain;
};

/// Runs media programs with no network, a read-only input, one output folder and limits on memory, CPU, time
/// and file size. Every function throws Refusal (file_empty, not_audio, file_damaged) for what the file is to
/// blame, Unavailable where nothing can confine the program or it cannot be started. Cancellation kills it.
class MediaRunner {
public:
    virtual ~MediaRunner() = default;

    /// Looks into `file`. Never follows references to other files or hosts.
    virtual awaitable<MediaInfo> probe(std::filesystem::path file) = 0;

    /// Writes the first audio stream of `in` to `out`, at most limits::recording_max of it.
    virtual awaitable<SpeechAudio> extract_speech(std::filesystem::path in, std::filesystem::path out,
                                                  SpeechFormat format) = 0;

    /// Puts Opus from WebM into an Ogg container without re-encoding, as Telegram's voice messages are.
    virtual awaitable<void> remux_to_ogg(std::filesystem::path in, std::filesystem::path out) = 0;

    /// Looks at photos of one person's, in one process for up to limits::photos_at_once of them; a report for
    /// each, in their order. A photo that is to blame gets a defect and does not hold up the others: this
    /// throws Unavailable only.
    virtual awaitable<std::vector<PhotoReport>> inspect_photos(std::vector<PhotoFiles> photos,
                                                               FaceSearch faces) = 0;

    /// Writes `photo` in other sizes, as `PhotoFiles` says; empty, with nothing written, where it is no
    /// picture that can be used. Throws Unavailable.
    virtual awaitable<std::vector<ScaledPhoto>> scale_photo(std::filesystem::path photo,
                                                            std::vector<ScaledFile> wanted) = 0;

    /// Writes all photos, 1 to limits::photo_sheet_cells_max, as one JPEG: squares in rows, each with its
    /// number and a mark. Throws Unavailable; a picture that cannot be read is a std::runtime_error.
    virtual awaitable<void> write_photo_sheet(std::vector<SheetPhoto> photos, std::filesystem::path out) = 0;
};

}  // namespace aisha
