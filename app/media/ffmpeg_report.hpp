// Reading what ffprobe and ffmpeg print, and the first bytes of files.
#pragma once

#include "media/media_runner.hpp"

#include <optional>
#include <string_view>

namespace aisha {

/// ffprobe's JSON (`ffprobe_entries`). Throws json::Error where it is none.
MediaInfo read_probe(std::string_view json);

/// What ffprobe is asked to show.
inline constexpr std::string_view ffprobe_entries =
    "format=format_name,duration,bit_rate:stream=codec_type,codec_name:stream_disposition=attached_pic";

/// The last words of the filter `volumedetect` in ffmpeg's log, which runs on samples of
/// limits::speech_sample_rate, one channel. Empty where it counted no sample.
std::optional<SpeechAudio> read_volume(std::string_view log);

/// True where the bytes a file begins with are those of a container for sound that we read. Tells a damaged
/// recording from something that never was one, when ffprobe can make nothing of it.
bool begins_like_sound(std::string_view first_bytes);
/// How many bytes that looks at.
inline constexpr std::size_t sound_signature_bytes = 16;

/// The last line of a log that is not empty, cut to a size fit for our log.
std::string_view last_line(std::string_view log);

}  // namespace aisha
