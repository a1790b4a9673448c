// Reading the WAV that extract_speech writes: how loud it is where, and parts of it.
#pragma once

#include "core/clock.hpp"
#include "media/media_runner.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace aisha {

/// The loudness of a recording, a value for every limits::level_frame: RMS in dBFS, -100 to 0. An hour takes
/// 180 kB.
using Levels = std::vector<std::int8_t>;

/// Measures a file of 16-bit mono samples at limits::speech_sample_rate. Blocks; reads it once, a little at a
/// time. Throws std::runtime_error where it is something else.
Levels measure_levels(std::filesystem::path const& wav);

/// Writes a part of such a file as a file of its own. Blocks. Throws Unavailable where the disk is full.
void write_wav_part(std::filesystem::path const& wav, std::filesystem::path const& out, Stretch part);

}  // namespace aisha
