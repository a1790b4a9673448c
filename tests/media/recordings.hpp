// Recordings of every kind for the tests of media, made by ffmpeg when they are needed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aisha::tests {

/// Runs ffmpeg, unconfined, with `arguments` and `out`. Throws where it fails.
void make_recording(std::vector<std::string> arguments, std::filesystem::path const& out);

/// The arguments of a tone of `seconds`, then `encoding`.
std::vector<std::string> tone(std::string const& seconds, std::vector<std::string> const& encoding);

/// An AMR narrow-band file of 20 ms frames with pseudo-random speech parameters: an encoder for it is seldom
/// installed. https://www.rfc-editor.org/rfc/rfc4867 section 5
std::string amr_noise(int frames);

/// Bytes that follow no format, the same in each run.
std::string noise_bytes(std::size_t size);

}  // namespace aisha::tests
