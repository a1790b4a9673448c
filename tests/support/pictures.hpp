// Pictures made byte by byte, so that the tests need no image library.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace aisha::tests {

/// The colour of a pixel, 0xRRGGBB.
using Painter = std::function<std::uint32_t(int x, int y)>;

/// A PNG of that size. Hardly compressed.
std::string png(int width, int height, Painter const& painter);

/// A portrait-like pattern with details everywhere: soft areas, edges, and grain, depending on `seed`.
std::string busy_png(int width, int height, unsigned seed);

/// A chunk of a PNG, with its checksum. https://www.w3.org/TR/png-3/#5Chunk-layout
std::string png_chunk(std::string_view type, std::string_view data);

/// A baseline JPEG, one grey. `components`: 1 grey, 3 YCbCr, 4 CMYK (as Adobe writes it).
/// https://www.w3.org/Graphics/JPEG/itu-t81.pdf
std::string flat_jpeg(int width, int height, int components);

/// A segment of a JPEG; put behind the first two bytes.
std::string jpeg_segment(unsigned char marker, std::string_view data);

/// `jpeg` with EXIF data: an orientation (1 to 8), and a text in the place of the camera's maker.
std::string with_exif(std::string_view jpeg, int orientation, std::string_view maker);

}  // namespace aisha::tests
