// Reading what ffprobe and ffmpeg print.
#include "media/ffmpeg_report.hpp"

#include "core/json.hpp"

#include <array>
#include <charconv>

namespace aisha {

namespace {

struct Disposition {
    std::optional<int> attached_pic;
};
BOOST_DESCRIBE_STRUCT(Disposition, (), (attached_pic))

struct ProbeStream {
    std::optional<std::string> codec_type;
    std::optional<std::string> codec_name;
    std::optional<Disposition> disposition;
};
BOOST_DESCRIBE_STRUCT(ProbeStream, (), (codec_type, codec_name, disposition))

struct ProbeFormat {
    std::optional<std::string> format_name;
    std::optional<std::string> duration;  // seconds as text; absent where nothing tells
    std::optional<std::string> bit_rate;
};
BOOST_DESCRIBE_STRUCT(ProbeFormat, (), (format_name, duration, bit_rate))

struct Probe {
    std::optional<std::vector<ProbeStream>> streams;
    std::optional<ProbeFormat> format;
};
BOOST_DESCRIBE_STRUCT(Probe, (), (streams, format))

/// A number at the start of `text`.
std::optional<double> number(std::string_view text) {
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    return value;
}

/// Headers can claim anything; uncompressed 7.1 sound has 37 Mbit/s, video more.
constexpr double bit_rate_believed_max = 1e9;

/// Headers can claim anything; a year is more than any recording.
std::optional<Duration> duration_from(std::string_view text) {
    constexpr double year_seconds = 366.0 * 24 * 3600;
    auto const seconds = number(text);
    if (!seconds || !(*seconds > 0) || *seconds > year_seconds) return std::nullopt;
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*seconds));
}

/// The number after `name` in the last line that the filter printed with it. Other lines may quote the file's
/// own words (a title), but not at the start of a line.
std::optional<double> last_value(std::string_view log, std::string_view name) {
    for (auto at = log.rfind(name); at != std::string_view::npos && at > 0; at = log.rfind(name, at - 1)) {
        auto const line = log.rfind('\n', at) + 1;  // npos + 1 is the log's start
        if (log.substr(line).starts_with("[Parsed_volumedetect_"))
            return number(log.substr(at + name.size()));
    }
    return std::nullopt;
}

struct Signature {
    std::size_t offset;
    std::string_view bytes;
};

}  // namespace

MediaInfo read_probe(std::string_view json) {
    auto const probe = json::read<Probe>(json::parse(json));
    MediaInfo info;
    if (probe.format) {
        info.format = probe.format->format_name.value_or("");
        if (probe.format->duration) info.duration = duration_from(*probe.format->duration);
        auto const rate = probe.format->bit_rate ? number(*probe.format->bit_rate) : std::nullopt;
        if (rate && *rate > 0 && *rate < bit_rate_believed_max)
            info.bit_rate = static_cast<std::int64_t>(*rate);
    }
    for (auto const& stream : probe.streams.value_or(std::vector<ProbeStream>())) {
        bool const cover = stream.disposition && stream.disposition->attached_pic.value_or(0) != 0;
        if (stream.codec_type == "video" && !cover) info.has_video = true;
        if (stream.codec_type != "audio" || info.has_audio) continue;
        info.has_audio = true;
        info.audio_codec = stream.codec_name.value_or("");
    }
    return info;
}

std::optional<SpeechAudio> read_volume(std::string_view log) {
    auto const samples = last_value(log, "n_samples: ");
    auto const peak = last_value(log, "max_volume: ");
    if (!samples || !(*samples > 0) || !peak) return std::nullopt;
    std::chrono::duration<double> const seconds(*samples / limits::speech_sample_rate);
    return SpeechAudio{.duration = std::chrono::duration_cast<Duration>(seconds), .peak_db = *peak};
}

bool begins_like_sound(std::string_view first_bytes) {
    using namespace std::string_view_literals;
    constexpr std::array signatures{
        Signature{0, "OggS"sv},
        Signature{0, "ID3"sv},       // before MPEG audio
        Signature{0, "\xFF\xFB"sv},  // MPEG audio, layer 3
        Signature{0, "\xFF\xFA"sv},
        Signature{0, "\xFF\xF3"sv},
        Signature{0, "\xFF\xF1"sv},  // AAC in ADTS
        Signature{0, "\xFF\xF9"sv},
        Signature{0, "fLaC"sv},
        Signature{8, "WAVE"sv},
        Signature{8, "AIFF"sv},
        Signature{8, "AIFC"sv},
        Signature{8, "AVI "sv},
        Signature{4, "ftyp"sv},              // MP4 and its kin
        Signature{0, "\x1A\x45\xDF\xA3"sv},  // Matroska, WebM
        Signature{0, "\x30\x26\xB2\x75"sv},  // ASF: WMA, WMV
        Signature{0, "#!AMR"sv},
        Signature{0, "caff"sv},
        Signature{0, ".snd"sv},
    };
    return std::ranges::any_of(signatures, [&](Signature const& signature) {
        return first_bytes.size() >= signature.offset &&
               first_bytes.substr(signature.offset).starts_with(signature.bytes);
    });
}

SpeechFormat compressed_format(std::string_view audio_codec) {
    if (audio_codec == "mp3") return SpeechFormat::mp3;
    if (audio_codec == "aac") return SpeechFormat::m4a;
    return SpeechFormat::ogg;
}

std::string_view last_line(std::string_view log) {
    constexpr std::size_t length_max = 200;
    while (log.ends_with('\n')) log.remove_suffix(1);
    return log.substr(log.rfind('\n') + 1).substr(0, length_max);
}

}  // namespace aisha
