// Media without a decoder.
#include "tests/support/fake_media_runner.hpp"

#include "core/hash.hpp"
#include "core/limits/photo.hpp"
#include "media/ffmpeg_report.hpp"
#include "media/photo_signature.hpp"
#include "media/pixels.hpp"
#include "tests/support/run.hpp"
#include "tests/support/speech_wav.hpp"

#include <fstream>
#include <random>

namespace aisha::tests {

namespace {

/// A square of chance that depends on the bytes.
std::string fingerprint_of(std::string const& bytes) {
    std::mt19937 chance(static_cast<unsigned>(std::hash<std::string>()(bytes)));
    constexpr int blocks = 6;
    Plane plane{.width = blocks, .height = blocks, .pixels = {}};
    for (int i = 0; i < blocks * blocks; ++i) plane.pixels.push_back(static_cast<std::uint8_t>(chance()));
    return fingerprint(plane);
}

/// Width and height as a PNG says, or those of a usual photo.
std::pair<int, int> size_of(std::string const& bytes) {
    constexpr std::size_t width_at = 16, height_at = 20, header = 24;
    if (!bytes.starts_with("\x89PNG") || bytes.size() < header) return {1200, 1600};
    auto const number = [&](std::size_t at) {
        int value = 0;
        for (auto i = at; i < at + 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
        return value;
    };
    return {number(width_at), number(height_at)};
}

PhotoReport good_photo(std::string const& bytes) {
    auto const [width, height] = size_of(bytes);
    return {.bytes = bytes.size(),
            .sha256 = sha256_hex(bytes),
            .format = PhotoFormat::jpeg,
            .width = width,
            .height = height,
            .kept_width = width,
            .kept_height = height,
            .brightness = 120,
            .contrast = 50,
            .subject_brightness = 130,
            .sharpness = 0.1,
            .faces = {{.left = 0.3, .top = 0.2, .width = 0.4, .height = 0.3, .confidence = 1.5}},
            .fingerprint = fingerprint_of(bytes)};
}

}  // namespace

void FakeMediaRunner::judge(std::string call, std::filesystem::path const& file) {
    calls.push_back(std::move(call));
    if (!available) throw Unavailable("media: away, as the test wants it");
    if (std::filesystem::file_size(file) == 0) throw Refusal(RefusalReason::file_empty);
    if (refusal) throw Refusal(*refusal);
    if (!begins_like_sound(read_file(file))) throw Refusal(RefusalReason::not_audio);
}

awaitable<MediaInfo> FakeMediaRunner::probe(std::filesystem::path file) {
    judge("probe", file);
    co_return info;
}

awaitable<SpeechAudio> FakeMediaRunner::extract_speech(std::filesystem::path in, std::filesystem::path out) {
    judge("extract_speech", in);
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    auto const samples = sound_and_silence(seconds);
    std::ofstream(out, std::ios::binary) << speech_wav(samples);
    std::chrono::duration<double> const made(static_cast<double>(samples.size()) /
                                             limits::speech_sample_rate);
    co_return SpeechAudio{.duration = length.value_or(std::chrono::duration_cast<Duration>(made)),
                          .peak_db = peak_db};
}

awaitable<SpeechFormat> FakeMediaRunner::cut(std::filesystem::path in, std::filesystem::path out,
                                             Stretch part) {
    judge("cut", in);
    cut_from.push_back(in.filename());
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    std::ofstream(out, std::ios::binary) << "OggS " << part.start.count() << ' ' << part.end.count();
    co_return compressed_format(info.audio_codec);
}

awaitable<void> FakeMediaRunner::remux_to_ogg(std::filesystem::path in, std::filesystem::path out) {
    judge("remux_to_ogg", in);
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    std::ofstream(out, std::ios::binary) << read_file(in);
    co_return;
}

awaitable<std::vector<PhotoReport>> FakeMediaRunner::inspect_photos(std::vector<PhotoFiles> photos,
                                                                    FaceSearch faces) {
    calls.emplace_back("inspect_photos");
    if (!available) throw Unavailable("media: away, as the test wants it");
    std::vector<PhotoReport> reports;
    for (auto const& photo : photos) {
        auto const bytes = read_file(photo.photo);
        auto report = good_photo(bytes);
        if (faces == FaceSearch::not_wanted) report.faces.clear();
        auto const signature = photo_signature(bytes);
        if (auto const* const defect = std::get_if<PhotoDefect>(&signature)) {
            report = {.bytes = bytes.size(), .sha256 = report.sha256};
            report.defect = *defect;
        }
        if (change_report) change_report(report, bytes);
        if (!report.defect) {
            std::ofstream(photo.cleaned, std::ios::binary) << bytes;
            std::ofstream(photo.preview, std::ios::binary) << bytes;
        }
        reports.push_back(std::move(report));
    }
    co_return reports;
}

awaitable<std::vector<ScaledPhoto>> FakeMediaRunner::scale_photo(std::filesystem::path photo,
                                                                 std::vector<ScaledFile> wanted) {
    calls.emplace_back("scale_photo");
    if (!available) throw Unavailable("media: away, as the test wants it");
    std::vector<ScaledPhoto> scaled;
    auto const bytes = read_file(photo);
    if (!begins_like_photo(bytes)) co_return scaled;
    for (auto const& one : wanted) {
        std::ofstream(one.file, std::ios::binary) << bytes;
        auto const [width, height] = size_of(bytes);
        int const longer = std::max({width, height, 1}), side = std::min(one.side, longer);
        scaled.push_back({.width = width * side / longer, .height = height * side / longer});
    }
    co_return scaled;
}

awaitable<void> FakeMediaRunner::write_photo_sheet(std::vector<SheetPhoto> photos,
                                                   std::filesystem::path out) {
    calls.emplace_back("write_photo_sheet");
    if (!available) throw Unavailable("media: away, as the test wants it");
    std::string bytes;
    for (auto const& photo : photos) {
        if (!begins_like_photo(read_file(photo.picture))) throw std::runtime_error("no picture for a sheet");
        bytes += read_file(photo.picture);
    }
    std::ofstream(out, std::ios::binary) << bytes;
    co_return;
}

}  // namespace aisha::tests
