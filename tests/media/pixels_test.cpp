// Arithmetic on brightness values.
#include "media/pixels.hpp"

#include "core/limits/photo.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace aisha {
namespace {

Plane painted(int width, int height, auto paint) {
    Plane plane{.width = width, .height = height, .pixels = {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) plane.pixels.push_back(static_cast<std::uint8_t>(paint(x, y)));
    return plane;
}

Box whole(Plane const& plane) { return {0, 0, plane.width, plane.height}; }

TEST(Pixels, luma_weighs_the_colours_as_eyes_do) {
    std::array<std::uint8_t, 15> const rgb{255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255};
    EXPECT_EQ(luma(rgb.data(), 5, 1).pixels, (std::vector<std::uint8_t>{255, 0, 77, 149, 29}));
}

TEST(Pixels, boxes_are_kept_inside) {
    auto const plane = painted(20, 10, [](int, int) { return 0; });
    auto const expect_box = [](Box box, int left, int top, int width, int height) {
        EXPECT_EQ(std::tuple(box.left, box.top, box.width, box.height), std::tuple(left, top, width, height));
    };
    expect_box(clipped(plane, {-5, -5, 10, 10}), 0, 0, 5, 5);
    expect_box(clipped(plane, {15, 5, 10, 10}), 15, 5, 5, 5);
    expect_box(clipped(plane, {30, 30, 5, 5}), 0, 0, 20, 10);
    expect_box(middle(plane), 5, 2, 10, 5);
    expect_box(middle(painted(1, 1, [](int, int) { return 0; })), 0, 0, 1, 1);
}

TEST(Pixels, light_is_mean_and_deviation) {
    auto const plane = painted(10, 10, [](int x, int) { return x < 5 ? 100 : 200; });
    EXPECT_DOUBLE_EQ(light(plane, whole(plane)).mean, 150);
    EXPECT_DOUBLE_EQ(light(plane, whole(plane)).deviation, 50);
    EXPECT_DOUBLE_EQ(light(plane, {0, 0, 5, 10}).mean, 100);
}

TEST(Pixels, blur_takes_sharpness_and_light_does_not) {
    std::mt19937 chance(1);
    auto const sharp = painted(100, 100, [&](int x, int y) {
        return 60 + (((x / 9) ^ (y / 7)) & 1) * 100 + static_cast<int>(chance() % 8);
    });
    auto const soft = resampled(resampled(sharp, 25, 25), 100, 100);
    auto const dim = painted(100, 100, [&](int x, int y) { return sharp.at(x, y) / 2; });
    auto const measured = sharpness(sharp);
    EXPECT_GT(measured, 5 * sharpness(soft));
    EXPECT_NEAR(sharpness(dim), measured, measured * 0.1);
    auto const flat = painted(100, 100, [](int, int) { return 128; });
    EXPECT_EQ(sharpness(flat), 0);
    EXPECT_EQ(sharpness(painted(1, 1, [](int, int) { return 9; })), 0);
}

TEST(Pixels, another_size_keeps_light_and_shape) {
    auto const plane = painted(300, 200, [](int x, int y) { return (x * 255 / 300 + y * 255 / 200) / 2; });
    auto const small = resampled(plane, 30, 20);
    ASSERT_EQ(small.pixels.size(), 600U);
    for (int y = 1; y < 19; ++y)
        for (int x = 1; x < 29; ++x) EXPECT_NEAR(small.at(x, y), plane.at(x * 10 + 5, y * 10 + 5), 1.5);
    auto const large = resampled(small, 300, 200);
    EXPECT_NEAR(light(large, whole(large)).mean, light(plane, whole(plane)).mean, 1);
    EXPECT_EQ(resampled(painted(1, 1, [](int, int) { return 77; }), 3, 3).pixels,
              std::vector<std::uint8_t>(9, 77));
}

TEST(Pixels, parts_and_smaller_pictures) {
    auto const plane = painted(10, 20, [](int x, int y) { return x + 10 * y; });
    EXPECT_EQ(part_of(plane, {3, 2, 2, 2}).pixels, (std::vector<std::uint8_t>{23, 24, 33, 34}));
    EXPECT_EQ(reduced(plane, 20).pixels, plane.pixels);
    auto const small = reduced(plane, 10);
    EXPECT_EQ(std::pair(small.width, small.height), std::pair(5, 10));
    EXPECT_EQ(reduced(painted(1000, 2, [](int, int) { return 5; }), 10).height, 1);
}

TEST(Pixels, fingerprints_are_read_as_written) {
    auto const plane = painted(100, 80, [](int x, int y) { return x + y; });
    auto const text = fingerprint(plane);
    auto const square = read_fingerprint(text);
    ASSERT_TRUE(square);
    EXPECT_EQ(square->width, limits::photo_fingerprint_side);
    EXPECT_EQ(fingerprint(*square), text);
    EXPECT_FALSE(read_fingerprint(""));
    EXPECT_FALSE(read_fingerprint(text.substr(1)));
    EXPECT_FALSE(read_fingerprint("G" + text.substr(1)));
}

}  // namespace
}  // namespace aisha
