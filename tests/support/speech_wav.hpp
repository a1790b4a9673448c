// WAV files as extract_speech writes them, made in memory.
#pragma once

#include "core/limits.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace aisha::tests {

/// Loud noise and faint noise by turns, each for so many seconds, the loud first; the same in each run.
inline std::vector<std::int16_t> sound_and_silence(std::vector<double> const& seconds) {
    constexpr int loud = 8000, faint = 20;
    std::vector<std::int16_t> samples;
    std::uint32_t state = 1;
    bool sounds = true;
    for (auto const part : seconds) {
        int const amplitude = sounds ? loud : faint;
        auto const count = static_cast<std::size_t>(part * limits::speech_sample_rate);
        for (std::size_t i = 0; i < count; ++i) {
            state = state * 1'664'525U + 1'013'904'223U;
            samples.push_back(
                static_cast<std::int16_t>(static_cast<int>(state >> 16U) % (2 * amplitude) - amplitude));
        }
        sounds = !sounds;
    }
    return samples;
}

/// A WAV file of these samples, one channel at limits::speech_sample_rate.
inline std::string speech_wav(std::vector<std::int16_t> const& samples) {
    std::string wav;
    auto const put = [&wav](std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) wav += static_cast<char>(value >> (8 * i) & 0xffU);
    };
    wav = "RIFF";
    put(36 + 2 * samples.size(), 4);
    wav += "WAVEfmt ";
    put(16, 4);
    put(1, 2);
    put(1, 2);
    put(limits::speech_sample_rate, 4);
    put(2 * limits::speech_sample_rate, 4);
    put(2, 2);
    put(16, 2);
    wav += "data";
    put(2 * samples.size(), 4);
    for (auto const sample : samples) put(static_cast<std::uint16_t>(sample), 2);
    return wav;
}

}  // namespace aisha::tests
