// Writing PNG and JPEG by hand.
#include "tests/support/pictures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace aisha::tests {

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

std::string big(std::uint32_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>((value >> (8 * i)) & 0xFFU);
    return text;
}

std::uint32_t crc(std::string_view bytes) {
    static auto const table = [] {
        std::array<std::uint32_t, 256> values{};
        for (std::uint32_t n = 0; n < values.size(); ++n) {
            auto c = n;
            for (int k = 0; k < 8; ++k) c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
            values[n] = c;
        }
        return values;
    }();
    std::uint32_t c = 0xFFFFFFFFU;
    for (char const byte : bytes) c = table[(c ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (c >> 8U);
    return ~c;
}

/// zlib's form, with blocks that are stored as they are. https://www.rfc-editor.org/rfc/rfc1950
std::string stored(std::string_view bytes) {
    constexpr std::size_t block_max = 65535;
    constexpr std::uint32_t modulus = 65521;
    std::uint32_t a = 1, b = 0;
    for (char const byte : bytes) {
        a = (a + static_cast<unsigned char>(byte)) % modulus;
        b = (b + a) % modulus;
    }
    std::string out = "\x78\x01";
    do {
        auto const block = bytes.substr(0, block_max);
        bytes.remove_prefix(block.size());
        auto const size = static_cast<unsigned>(block.size());
        out += bytes.empty() ? '\1' : '\0';
        for (auto const value : {size, ~size}) {
            out += static_cast<char>(value & 0xFFU);
            out += static_cast<char>((value >> 8U) & 0xFFU);
        }
        out += block;
    } while (!bytes.empty());
    return out + big(b << 16U | a, 4);
}

}  // namespace

std::string png_chunk(std::string_view type, std::string_view data) {
    auto const checked = std::string(type) + std::string(data);
    return big(static_cast<std::uint32_t>(data.size()), 4) + checked + big(crc(checked), 4);
}

std::string png(int width, int height, Painter const& painter) {
    std::string rows;
    for (int y = 0; y < height; ++y) {
        rows += '\0';  // no filter
        for (int x = 0; x < width; ++x) rows += big(painter(x, y), 3);
    }
    auto const header = big(static_cast<std::uint32_t>(width), 4) +
                        big(static_cast<std::uint32_t>(height), 4) + "\x08\x02\0\0\0"s;
    return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", header) + png_chunk("IDAT", stored(rows)) +
           png_chunk("IEND", "");
}

std::string busy_png(int width, int height, unsigned seed) {
    std::mt19937 chance(seed);
    std::array<double, 8> waves{};
    for (auto& wave : waves) wave = static_cast<double>(chance() % 1000) / 1000;
    return png(width, height, [&](int x, int y) {
        double const u = 6.28 * x / width, v = 6.28 * y / height;
        double value =
            110 + 60 * std::sin(u * (1 + 2 * waves[0]) + 6 * waves[1]) * std::cos(v * (1 + 2 * waves[2])) +
            30 * std::sin(3 * u * waves[3] + 5 * v * waves[4] + 6 * waves[5]);
        if (std::sin(7 * u + 4 * waves[6]) * std::sin(6 * v + 9 * waves[7]) > 0.6) value += 50;
        auto const noise = static_cast<double>(chance() % 32);
        auto const level = static_cast<std::uint32_t>(std::clamp(value + noise, 0.0, 255.0));
        return level << 16U | level << 8U | level;
    });
}

std::string jpeg_segment(unsigned char marker, std::string_view data) {
    return "\xFF"s + static_cast<char>(marker) + big(static_cast<std::uint32_t>(data.size()) + 2, 2) +
           std::string(data);
}

std::string flat_jpeg(int width, int height, int components) {
    auto const count = static_cast<std::uint32_t>(components);
    std::string frame = "\x08" + big(static_cast<std::uint32_t>(height), 2) +
                        big(static_cast<std::uint32_t>(width), 2) + big(count, 1);
    std::string scan = big(count, 1);
    for (std::uint32_t i = 1; i <= count; ++i) {
        frame += big(i, 1) + "\x11\0"s;
        scan += big(i, 1) + "\0"s;
    }
    scan += "\0\x3F\0"s;
    // One code of one bit in both tables: "no difference", and "end of block". So a block is two bits of
    // zero.
    std::string const table = "\1"s + std::string(15, '\0') + "\0"s;
    std::string jpeg = "\xFF\xD8"s;
    if (components == 4) jpeg += jpeg_segment(0xEE, "Adobe\0\x64\0\0\0\0\0"sv);
    jpeg += jpeg_segment(0xDB, "\0"s + std::string(64, '\1'));
    jpeg += jpeg_segment(0xC0, frame);
    jpeg += jpeg_segment(0xC4, "\x00"s + table) + jpeg_segment(0xC4, "\x10"s + table);
    jpeg += jpeg_segment(0xDA, scan);
    auto const blocks =
        static_cast<std::size_t>((width + 7) / 8) * static_cast<std::size_t>((height + 7) / 8);
    jpeg += std::string((blocks * count * 2 + 7) / 8, '\0');
    return jpeg + "\xFF\xD9";
}

std::string with_exif(std::string_view jpeg, int orientation, std::string_view maker) {
    // Big-endian TIFF with two entries: Make (0x010F) and Orientation (0x0112).
    // https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf
    constexpr std::uint32_t text_at = 8 + 2 + 2 * 12 + 4;
    std::string tiff = "MM\0*\0\0\0\x08\0\x02"s;
    tiff += "\x01\x0F\0\x02"s + big(static_cast<std::uint32_t>(maker.size()) + 1, 4) + big(text_at, 4);
    tiff += "\x01\x12\0\x03\0\0\0\x01"s + big(static_cast<std::uint32_t>(orientation), 2) + "\0\0"s;
    tiff += "\0\0\0\0"s + std::string(maker) + '\0';
    return std::string(jpeg.substr(0, 2)) + jpeg_segment(0xE1, "Exif\0\0"s + tiff) +
           std::string(jpeg.substr(2));
}

}  // namespace aisha::tests
