// Made scenes, for telling whether two pictures are the same.
#pragma once

#include "media/pixels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace aisha {

/// A scene of soft spots, brighter by `gain`, with the middle moved or cut by `zoom` and a smile where
/// wanted.
inline Plane scene(unsigned seed, double gain = 1, double zoom = 1, bool smiling = false) {
    constexpr int side = 200, spots = 12;
    std::mt19937 chance(seed);
    std::array<std::array<double, 4>, spots> places{};
    for (auto& place : places)
        for (auto& number : place) number = static_cast<double>(chance() % 1000) / 1000;
    Plane plane{.width = side, .height = side, .pixels = {}};
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            double const u = 0.5 + (x / static_cast<double>(side) - 0.5) * zoom;
            double const v = 0.5 + (y / static_cast<double>(side) - 0.5) * zoom;
            double value = 90;
            for (auto const& [at_x, at_y, size, level] : places) {
                double const distance = (u - at_x) * (u - at_x) + (v - at_y) * (v - at_y);
                value += (level - 0.4) * 160 * std::exp(-distance / (0.003 + 0.03 * size));
            }
            if (smiling && std::abs(u - 0.5) < 0.07 && std::abs(v - 0.6) < 0.05) value += 90;
            plane.pixels.push_back(static_cast<std::uint8_t>(std::clamp(value * gain, 0.0, 255.0)));
        }
    return plane;
}

}  // namespace aisha
