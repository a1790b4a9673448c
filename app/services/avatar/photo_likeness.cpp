// Laying one small picture over another by least squares: the steps of Lucas and Kanade's image registration
// (https://cseweb.ucsd.edu/classes/sp02/cse252/lucaskanade81.pdf) with shift, stretch, gain and offset.
#include "services/avatar/photo_likeness.hpp"

#include "core/limits/avatar.hpp"
#include "core/limits/photo.hpp"
#include "media/pixels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace aisha {

namespace {

constexpr int side = limits::photo_fingerprint_side;
constexpr auto pixels = static_cast<std::size_t>(side) * side;
constexpr double centre = (side - 1) / 2.0;
/// Pixels of the edge that are left out: after a crop nothing lies under them.
constexpr int margin = 2;
/// Brighter pixels may have been cut off at white.
constexpr double white_from = 243;
/// Where fewer are left (a drawing on white), all are used.
constexpr double share_of_pixels_min = 0.08;
/// How far an edge may be moved: a crop of five percent.
constexpr double shift_max = 0.05 * centre;
constexpr int steps = 8;
/// Factors of brightness beyond these are no change of light.
constexpr double gain_min = 0.4;
constexpr double gain_max = 2.5;
/// Least contrast that differences are measured by.
constexpr double deviation_min = 8;
/// Side of the parts that are compared.
constexpr int part = 5;

using Square = std::array<double, pixels>;

std::size_t index(int x, int y) { return static_cast<std::size_t>(y) * side + static_cast<std::size_t>(x); }

Square square_of(Plane const& plane) {
    Square square{};
    std::ranges::copy(plane.pixels, square.begin());
    return square;
}

/// Gain, offset, and how the picture lies: shift and stretch across and down, in pixels at the edge.
constexpr std::size_t unknowns = 6;
using Vector = std::array<double, unknowns>;
using Matrix = std::array<Vector, unknowns>;

/// Solves a system of equations by elimination; the matrix is symmetric and its diagonal positive.
Vector solved(Matrix a, Vector b) {
    for (std::size_t i = 0; i < unknowns; ++i)
        for (std::size_t row = i + 1; row < unknowns; ++row) {
            double const factor = a[row][i] / a[i][i];
            for (std::size_t column = i; column < unknowns; ++column) a[row][column] -= factor * a[i][column];
            b[row] -= factor * b[i];
        }
    for (std::size_t i = unknowns; i-- > 0;) {
        for (std::size_t column = i + 1; column < unknowns; ++column) b[i] -= a[i][column] * b[column];
        b[i] /= a[i][i];
    }
    return b;
}

struct Placement {
    double shift_x = 0, stretch_x = 0, shift_y = 0, stretch_y = 0;
};

/// The picture as it looks when it is moved so, between pixels by their distance.
Square moved(Square const& picture, Placement const& by) {
    constexpr double last = side - 1.001;
    Square result{};
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            double const u = (x - centre) / centre, v = (y - centre) / centre;
            double const from_x = std::clamp(x + by.shift_x + by.stretch_x * u, 0.0, last);
            double const from_y = std::clamp(y + by.shift_y + by.stretch_y * v, 0.0, last);
            int const left = static_cast<int>(from_x), top = static_cast<int>(from_y);
            double const right_share = from_x - left, low_share = from_y - top;
            double const high =
                picture[index(left, top)] * (1 - right_share) + picture[index(left + 1, top)] * right_share;
            double const low = picture[index(left, top + 1)] * (1 - right_share) +
                               picture[index(left + 1, top + 1)] * right_share;
            result[index(x, y)] = high * (1 - low_share) + low * low_share;
        }
    return result;
}

/// The pixels that count.
std::vector<bool> counting(Square const& a, Square const& b) {
    std::vector<bool> inside(pixels), clear(pixels);
    std::size_t count = 0;
    for (int y = margin; y < side - margin; ++y)
        for (int x = margin; x < side - margin; ++x) {
            auto const i = index(x, y);
            inside[i] = true;
            clear[i] = a[i] < white_from && b[i] < white_from;
            if (clear[i]) ++count;
        }
    bool const enough = static_cast<double>(count) >= share_of_pixels_min * static_cast<double>(pixels);
    return enough ? clear : inside;
}

/// What the picture's brightness does at a pixel for each unknown.
Vector slopes(Square const& picture, int x, int y) {
    double const across = (picture[index(x + 1, y)] - picture[index(x - 1, y)]) / 2;
    double const down = (picture[index(x, y + 1)] - picture[index(x, y - 1)]) / 2;
    double const u = (x - centre) / centre, v = (y - centre) / centre;
    return {picture[index(x, y)], 1, across, across * u, down, down * v};
}

/// The best answer for small moves.
Vector step(Square const& target, Square const& picture, std::vector<bool> const& counts) {
    constexpr double damping = 1e-3;
    Matrix a{};
    Vector b{};
    for (int y = margin; y < side - margin; ++y)
        for (int x = margin; x < side - margin; ++x) {
            if (!counts[index(x, y)]) continue;
            auto const slope = slopes(picture, x, y);
            for (std::size_t i = 0; i < unknowns; ++i) {
                for (std::size_t j = 0; j < unknowns; ++j) a[i][j] += slope[i] * slope[j];
                b[i] += slope[i] * target[index(x, y)];
            }
        }
    for (std::size_t i = 0; i < unknowns; ++i) a[i][i] += damping;
    return solved(a, b);
}

double deviation(Square const& values, std::vector<bool> const& counts) {
    double sum = 0, squares = 0, count = 0;
    for (std::size_t i = 0; i < pixels; ++i)
        if (counts[i]) {
            sum += values[i];
            squares += values[i] * values[i];
            ++count;
        }
    double const mean = sum / count;
    return std::sqrt(std::max(0.0, squares / count - mean * mean));
}

/// The largest mean of any part.
double largest_part(Square const& differences) {
    double largest = 0;
    for (int top = 0; top + part <= side; ++top)
        for (int left = 0; left + part <= side; ++left) {
            double sum = 0;
            for (int y = top; y < top + part; ++y)
                for (int x = left; x < left + part; ++x) sum += differences[index(x, y)];
            largest = std::max(largest, std::abs(sum) / (part * part));
        }
    return largest;
}

/// How `picture` differs from `target` when it is laid over it.
double laid_over(Square const& target, Square const& picture) {
    Placement at;
    Square differences{};
    double scale = 1;
    for (int i = 0; i < steps; ++i) {
        auto const now = moved(picture, at);
        auto const counts = counting(target, now);
        auto const [gain, offset, x, u, y, v] = step(target, now, counts);
        if (gain < gain_min || gain > gain_max) return difference_unlike;
        auto const further = [gain](double from, double by) {
            return std::clamp(from + by / gain, -shift_max, shift_max);
        };
        at = {further(at.shift_x, x), further(at.stretch_x, u), further(at.shift_y, y),
              further(at.stretch_y, v)};
        scale = std::max({deviation(target, counts), gain * deviation(now, counts), deviation_min});
        for (std::size_t j = 0; j < pixels; ++j)
            differences[j] = counts[j] ? target[j] - gain * now[j] - offset : 0;
    }
    return largest_part(differences) / scale;
}

double correlation(Plane const& a, Plane const& b) {
    constexpr int coarse = 12;
    auto const small_a = resampled(a, coarse, coarse), small_b = resampled(b, coarse, coarse);
    Box const whole{0, 0, coarse, coarse};
    auto const light_a = light(small_a, whole), light_b = light(small_b, whole);
    if (light_a.deviation < 1 || light_b.deviation < 1) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < small_a.pixels.size(); ++i)
        sum += (small_a.pixels[i] - light_a.mean) * (small_b.pixels[i] - light_b.mean);
    return sum / static_cast<double>(small_a.pixels.size()) / (light_a.deviation * light_b.deviation);
}

}  // namespace

double picture_difference(std::string_view fingerprint, std::string_view other) {
    auto const a = read_fingerprint(fingerprint), b = read_fingerprint(other);
    if (!a || !b) return difference_unlike;
    if (a->pixels == b->pixels) return 0;
    if (correlation(*a, *b) < limits::near_duplicate_correlation) return difference_unlike;
    auto const square_a = square_of(*a), square_b = square_of(*b);
    return std::min(laid_over(square_a, square_b), laid_over(square_b, square_a));
}

double picture_correlation(std::string_view fingerprint, std::string_view other) {
    auto const a = read_fingerprint(fingerprint), b = read_fingerprint(other);
    return a && b ? correlation(*a, *b) : 0;
}

}  // namespace aisha
