// Arithmetic on brightness values: light, sharpness, and the fingerprint that tells near duplicates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// Brightness (luma) of a picture's pixels, row after row.
struct Plane {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;

    std::uint8_t at(int x, int y) const {
        return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)];
    }
};

/// A part of a plane, in its pixels.
struct Box {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
};

/// The luma of `width * height` pixels of red, green and blue. https://www.itu.int/rec/R-REC-BT.601
Plane luma(std::uint8_t const* rgb, int width, int height);

/// The part of `box` that lies in the plane; the whole plane where that is nothing.
Box clipped(Plane const& plane, Box box);

/// The middle: half of the width and of the height.
Box middle(Plane const& plane);

struct Light {
    double mean = 0;       ///< 0 black to 255 white
    double deviation = 0;  ///< the standard deviation
};
Light light(Plane const& plane, Box box);

/// A part as a picture of its own.
Plane part_of(Plane const& plane, Box box);

/// How much of the contrast is in the finest details: the variance of the Laplacian divided by the variance
/// of the brightness. Light and contrast of the picture do not change it much, blur does: see
/// limits::photo_sharpness_min for what it is for sharp and for blurred photos.
double sharpness(Plane const& plane);

/// The picture in another size; each new pixel is the mean of those around, weighted by nearness.
Plane resampled(Plane const& plane, int width, int height);
/// The same so that the longer side is at most `side`; a smaller picture stays as it is.
Plane reduced(Plane const& plane, int side);

/// The picture as a square of limits::photo_fingerprint_side, as hexadecimal digits. Stays nearly the same
/// through compression, scaling and changes of brightness; see services/avatar/photo_likeness.hpp.
std::string fingerprint(Plane const& plane);

/// The square behind a fingerprint; nothing where the text is none.
std::optional<Plane> read_fingerprint(std::string_view text);

}  // namespace aisha
