// Samples of speech in WAV files. http://soundfile.sapp.org/doc/WaveFormat/
#include "media/wav_speech.hpp"

#include "core/errors.hpp"
#include "core/limits/audio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <span>

namespace aisha {

namespace {

constexpr std::uint64_t sample_bytes = 2;
constexpr std::uint16_t sample_bits = 16;
constexpr std::uint16_t pcm = 1;
constexpr std::uint16_t one_channel = 1;
constexpr std::int8_t quietest_db = -100;

std::uint32_t little_endian(char const* bytes, int count) {
    std::uint32_t value = 0;
    for (int i = count - 1; i >= 0; --i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

void put_little_endian(std::string& bytes, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xffU);
}

struct Samples {
    std::ifstream in;
    std::uint64_t begin = 0;  ///< of the first sample in the file
    std::uint64_t count = 0;
};

/// The samples of `wav`, up to the file's end, whatever its header says of the length.
Samples open_samples(std::filesystem::path const& wav) {
    Samples samples{.in = std::ifstream(wav, std::ios::binary)};
    auto const size = std::filesystem::file_size(wav);
    std::array<char, 12> riff{};
    samples.in.read(riff.data(), riff.size());
    bool speech = false;
    std::array<char, 8> head{};
    for (std::uint64_t at = riff.size(); samples.in.read(head.data(), head.size());) {
        std::string_view const name(head.data(), 4);
        auto const length = little_endian(head.data() + 4, 4);
        at += head.size();
        if (name == "data" && speech) {
            samples.begin = at;
            samples.count = (size - at) / sample_bytes;
            return samples;
        }
        std::array<char, 16> format{};
        if (name == "fmt " && length >= format.size() && samples.in.read(format.data(), format.size()))
            speech = little_endian(format.data(), 2) == pcm &&
                     little_endian(format.data() + 2, 2) == one_channel &&
                     little_endian(format.data() + 4, 4) == limits::speech_sample_rate &&
                     little_endian(format.data() + 14, 2) == sample_bits;
        at += length + length % 2;
        samples.in.seekg(static_cast<std::streamoff>(at));
    }
    throw std::runtime_error(wav.string() + " has no speech samples in it");
}

std::int8_t level_of(std::span<std::int16_t const> frame) {
    std::int64_t sum = 0;
    for (auto const sample : frame) sum += std::int64_t{sample} * sample;
    if (sum == 0) return quietest_db;
    constexpr double full_scale = 32768.0 * 32768.0;
    auto const db =
        10 * std::log10(static_cast<double>(sum) / (full_scale * static_cast<double>(frame.size())));
    return static_cast<std::int8_t>(std::clamp(std::lround(db), long{quietest_db}, 0L));
}

std::uint64_t sample_at(Duration time) {
    auto const seconds = std::chrono::duration<double>(std::max(time, Duration(0))).count();
    return static_cast<std::uint64_t>(std::llround(seconds * limits::speech_sample_rate));
}

std::string wav_header(std::uint64_t data_bytes) {
    std::string header = "RIFF";
    constexpr std::uint64_t after_riff = 36, format_bytes = 16;
    put_little_endian(header, after_riff + data_bytes, 4);
    header += "WAVEfmt ";
    put_little_endian(header, format_bytes, 4);
    put_little_endian(header, pcm, 2);
    put_little_endian(header, one_channel, 2);
    put_little_endian(header, limits::speech_sample_rate, 4);
    put_little_endian(header, limits::speech_sample_rate * sample_bytes, 4);
    put_little_endian(header, sample_bytes, 2);
    put_little_endian(header, sample_bits, 2);
    header += "data";
    put_little_endian(header, data_bytes, 4);
    return header;
}

}  // namespace

Levels measure_levels(std::filesystem::path const& wav) {
    static_assert(std::endian::native == std::endian::little);
    auto samples = open_samples(wav);
    constexpr std::uint64_t frame = limits::level_frame_samples, frames_at_once = 256;
    std::vector<std::int16_t> buffer(frame * frames_at_once);
    Levels levels;
    levels.reserve(samples.count / frame + 1);
    while (samples.count > 0) {
        auto const wanted = std::min<std::uint64_t>(samples.count, buffer.size());
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): samples are read as bytes
        samples.in.read(reinterpret_cast<char*>(buffer.data()),
                        static_cast<std::streamsize>(wanted * sample_bytes));
        if (!samples.in) throw std::runtime_error("cannot read " + wav.string());
        for (std::uint64_t at = 0; at < wanted; at += frame)
            levels.push_back(level_of(std::span(buffer).subspan(at, std::min(frame, wanted - at))));
        samples.count -= wanted;
    }
    return levels;
}

void write_wav_part(std::filesystem::path const& wav, std::filesystem::path const& out, Stretch part) {
    auto samples = open_samples(wav);
    auto const first = std::min(sample_at(part.start), samples.count);
    auto const last = std::clamp(sample_at(part.end), first, samples.count);
    samples.in.seekg(static_cast<std::streamoff>(samples.begin + first * sample_bytes));
    auto left = (last - first) * sample_bytes;
    std::ofstream to(out, std::ios::binary | std::ios::trunc);
    to << wav_header(left);
    std::vector<char> buffer(64 * limits::kib);
    while (left > 0 && to) {
        auto const wanted = std::min<std::uint64_t>(left, buffer.size());
        if (!samples.in.read(buffer.data(), static_cast<std::streamsize>(wanted)))
            throw std::runtime_error("cannot read " + wav.string());
        to.write(buffer.data(), static_cast<std::streamsize>(wanted));
        left -= wanted;
    }
    to.close();
    if (!to) throw Unavailable(fmt::format("cannot write {}", out.string()));
}

}  // namespace aisha
