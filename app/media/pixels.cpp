// Sums over pixels.
#include "media/pixels.hpp"

#include "core/limits/photo.hpp"

#include <algorithm>
#include <cmath>

namespace aisha {

namespace {

/// Mean and variance of what is added.
class Spread {
public:
    void add(double value) {
        sum_ += value;
        squares_ += value * value;
        ++count_;
    }
    double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
    double variance() const {
        return count_ == 0 ? 0 : std::max(0.0, squares_ / static_cast<double>(count_) - mean() * mean());
    }

private:
    double sum_ = 0;
    double squares_ = 0;
    std::int64_t count_ = 0;
};

/// Which old pixels a new one is made of.
struct Taps {
    int first = 0;
    std::vector<float> weights;
};

/// A triangle around the middle of each new pixel, as wide as two of them, or as two old ones.
std::vector<Taps> taps(int from, int to) {
    double const scale = static_cast<double>(from) / to;
    double const radius = std::max(1.0, scale);
    std::vector<Taps> all;
    for (int i = 0; i < to; ++i) {
        double const centre = (i + 0.5) * scale;
        int const first = std::max(0, static_cast<int>(std::floor(centre - radius)));
        int const last = std::min(from - 1, static_cast<int>(std::ceil(centre + radius)));
        Taps one{.first = first, .weights = {}};
        double sum = 0;
        for (int old = first; old <= last; ++old) {
            double const weight = std::max(0.0, 1 - std::abs(old + 0.5 - centre) / radius);
            one.weights.push_back(static_cast<float>(weight));
            sum += weight;
        }
        for (auto& weight : one.weights) weight = static_cast<float>(weight / sum);
        all.push_back(std::move(one));
    }
    return all;
}

std::size_t index(int row, int width, int column) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
}

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

}  // namespace

Plane luma(std::uint8_t const* rgb, int width, int height) {
    constexpr unsigned red = 77, green = 150, blue = 29, half = 128;  // of 256
    Plane plane{.width = width, .height = height, .pixels = {}};
    plane.pixels.resize(index(height, width, 0));
    for (auto& pixel : plane.pixels) {
        pixel = static_cast<std::uint8_t>((rgb[0] * red + rgb[1] * green + rgb[2] * blue + half) >> 8U);
        rgb += 3;
    }
    return plane;
}

Box clipped(Plane const& plane, Box box) {
    int const right = std::min(plane.width, box.left + box.width);
    int const bottom = std::min(plane.height, box.top + box.height);
    box.left = std::max(0, box.left);
    box.top = std::max(0, box.top);
    box.width = right - box.left;
    box.height = bottom - box.top;
    return box.width > 0 && box.height > 0 ? box : Box{0, 0, plane.width, plane.height};
}

Box middle(Plane const& plane) {
    return clipped(plane, {plane.width / 4, plane.height / 4, plane.width / 2, plane.height / 2});
}

Light light(Plane const& plane, Box box) {
    Spread spread;
    for (int y = box.top; y < box.top + box.height; ++y)
        for (int x = box.left; x < box.left + box.width; ++x) spread.add(plane.at(x, y));
    return {.mean = spread.mean(), .deviation = std::sqrt(spread.variance())};
}

Plane part_of(Plane const& plane, Box box) {
    Plane part{.width = box.width, .height = box.height, .pixels = {}};
    for (int y = box.top; y < box.top + box.height; ++y)
        for (int x = box.left; x < box.left + box.width; ++x) part.pixels.push_back(plane.at(x, y));
    return part;
}

double sharpness(Plane const& plane) {
    Spread details, brightness;
    for (int y = 1; y < plane.height - 1; ++y)
        for (int x = 1; x < plane.width - 1; ++x) {
            int const around =
                plane.at(x - 1, y) + plane.at(x + 1, y) + plane.at(x, y - 1) + plane.at(x, y + 1);
            details.add(around - 4 * plane.at(x, y));
            brightness.add(plane.at(x, y));
        }
    // A flat area has no details to lose; one is added so that noise does not pass for them.
    return details.variance() / (brightness.variance() + 1);
}

Plane resampled(Plane const& plane, int width, int height) {
    auto const columns = taps(plane.width, width);
    auto const rows = taps(plane.height, height);
    std::vector<float> narrow(index(plane.height, width, 0));
    for (int y = 0; y < plane.height; ++y)
        for (int x = 0; x < width; ++x) {
            auto const& one = columns[static_cast<std::size_t>(x)];
            auto const* const old = &plane.pixels[index(y, plane.width, one.first)];
            float sum = 0;
            for (std::size_t i = 0; i < one.weights.size(); ++i) sum += one.weights[i] * old[i];
            narrow[index(y, width, x)] = sum;
        }
    Plane result{.width = width, .height = height, .pixels = {}};
    result.pixels.resize(index(height, width, 0));
    for (int y = 0; y < height; ++y) {
        auto const& one = rows[static_cast<std::size_t>(y)];
        for (int x = 0; x < width; ++x) {
            float sum = 0;
            for (std::size_t i = 0; i < one.weights.size(); ++i)
                sum += one.weights[i] * narrow[index(one.first + static_cast<int>(i), width, x)];
            result.pixels[index(y, width, x)] =
                static_cast<std::uint8_t>(std::clamp(sum + 0.5F, 0.0F, 255.0F));
        }
    }
    return result;
}

Plane reduced(Plane const& plane, int side) {
    int const longer = std::max(plane.width, plane.height);
    if (longer <= side) return plane;
    auto const scaled = [&](int length) { return std::max(1, length * side / longer); };
    return resampled(plane, scaled(plane.width), scaled(plane.height));
}

std::string fingerprint(Plane const& plane) {
    constexpr std::string_view digits = "0123456789abcdef";
    auto const square = resampled(plane, limits::photo_fingerprint_side, limits::photo_fingerprint_side);
    std::string text;
    for (unsigned const pixel : square.pixels) {
        text += digits[pixel >> 4U];
        text += digits[pixel & 15U];
    }
    return text;
}

std::optional<Plane> read_fingerprint(std::string_view text) {
    constexpr int side = limits::photo_fingerprint_side;
    if (text.size() != index(side, side, 0) * 2) return std::nullopt;
    Plane plane{.width = side, .height = side, .pixels = {}};
    for (std::size_t i = 0; i < text.size(); i += 2) {
        int const high = digit(text[i]);
        int const low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        plane.pixels.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return plane;
}

}  // namespace aisha
