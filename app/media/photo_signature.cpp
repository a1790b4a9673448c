// Magic numbers, and the marks of animation in PNG and WebP.
#include "media/photo_signature.hpp"

#include <algorithm>
#include <array>

namespace aisha {

namespace {

using namespace std::string_view_literals;

constexpr auto png_magic = "\x89PNG\r\n\x1A\n"sv;
constexpr auto jpeg_magic = "\xFF\xD8\xFF"sv;

/// Pictures and documents that people send as pictures, and that are none of our formats.
constexpr std::array others{
    "GIF87a"sv,         "GIF89a"sv,         "BM"sv,       "II*\0"sv,     "MM\0*"sv,
    "%PDF"sv,           "8BPS"sv,           "<svg"sv,     "\0\0\1\0"sv,  "\xFF\x0A"sv,
    "\0\0\0\x0CJXL "sv, "\0\0\0\x0CjP  "sv, "%!PS"sv,     "SIMPLE  ="sv, "\x76\x2F\x31\x01"sv,
    "gimp xcf"sv,       "FORM"sv,           "II\x2B\0"sv, "MM\0\x2B"sv,
};

bool has(std::string_view bytes, std::size_t at, std::string_view text) {
    return at <= bytes.size() && bytes.substr(at).starts_with(text);
}

std::uint32_t big32(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4 && i < bytes.size(); ++i)
        value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

/// A chunk acTL before the pixels. https://www.w3.org/TR/png-3/#apng-frame-based-animation
bool is_animated_png(std::string_view bytes) {
    constexpr std::size_t around_data = 12;  // length, name, checksum
    for (std::size_t at = png_magic.size(); at + around_data <= bytes.size();) {
        if (has(bytes, at + 4, "acTL")) return true;
        if (has(bytes, at + 4, "IDAT")) return false;
        at += around_data + big32(bytes, at);
    }
    return false;
}

/// The flag of the extended header. https://developers.google.com/speed/webp/docs/riff_container
bool is_animated_webp(std::string_view bytes) {
    constexpr unsigned animation = 0x02;
    constexpr std::size_t flags_at = 20;
    return has(bytes, 12, "VP8X") && bytes.size() > flags_at &&
           (static_cast<unsigned char>(bytes[flags_at]) & animation) != 0;
}

/// Brands of HEVC still pictures, and of sequences of them. Others (AVIF, video) are not ours.
/// https://nokiatech.github.io/heif/technical.html
std::variant<PhotoFormat, PhotoDefect> heif_kind(std::string_view bytes) {
    auto const brand = bytes.substr(8, 4);
    for (auto const still : {"heic"sv, "heix"sv, "heim"sv, "heis"sv})
        if (brand == still) return PhotoFormat::heic;
    for (auto const sequence : {"hevc"sv, "hevx"sv, "msf1"sv})
        if (brand == sequence) return PhotoDefect::animated;
    if (brand != "mif1") return PhotoDefect::unsupported;
    // A picture of any codec; the compatible brands say which.
    auto const box = bytes.substr(0, std::min<std::size_t>(big32(bytes, 0), bytes.size()));
    for (std::size_t at = 16; at + 4 <= box.size(); at += 4)
        if (box.substr(at, 4) == "heic" || box.substr(at, 4) == "heix") return PhotoFormat::heic;
    return PhotoDefect::unsupported;
}

/// XML that says soon that it is SVG.
bool is_svg(std::string_view bytes) {
    constexpr std::size_t looked_at = 4096;
    auto const head = bytes.substr(0, looked_at);
    auto const first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    return first != std::string_view::npos && head[first] == '<' &&
           head.find("<svg") != std::string_view::npos;
}

}  // namespace

std::variant<PhotoFormat, PhotoDefect> photo_signature(std::string_view bytes) {
    if (bytes.empty()) return PhotoDefect::empty;
    if (bytes.starts_with(jpeg_magic)) return PhotoFormat::jpeg;
    if (bytes.starts_with(png_magic)) {
        if (is_animated_png(bytes)) return PhotoDefect::animated;
        return PhotoFormat::png;
    }
    if (bytes.starts_with("RIFF") && has(bytes, 8, "WEBP")) {
        if (is_animated_webp(bytes)) return PhotoDefect::animated;
        return PhotoFormat::webp;
    }
    if (has(bytes, 4, "ftyp")) return heif_kind(bytes);
    bool const other = std::ranges::any_of(others, [&](auto magic) { return bytes.starts_with(magic); });
    return other || is_svg(bytes) ? PhotoDefect::unsupported : PhotoDefect::not_a_picture;
}

std::optional<std::int64_t> webp_pixels(std::string_view bytes) {
    constexpr std::size_t kind_at = 12, data_at = 20;
    auto const little = [&](std::size_t at, std::size_t count) {
        std::int64_t value = 0;
        for (std::size_t i = count; i-- > 0;)
            value = value << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0);
        return value;
    };
    constexpr std::int64_t side_mask =
        0x3FFF;  // sides have 14 bits, but for the canvas of the extended header
    if (has(bytes, kind_at, "VP8X")) return (little(data_at + 4, 3) + 1) * (little(data_at + 7, 3) + 1);
    if (has(bytes, kind_at, "VP8L")) {
        auto const sides = little(data_at + 1, 4);
        return ((sides & side_mask) + 1) * ((sides >> 14 & side_mask) + 1);
    }
    if (has(bytes, kind_at, "VP8 "))
        return (little(data_at + 6, 2) & side_mask) * (little(data_at + 8, 2) & side_mask);
    return std::nullopt;
}

bool begins_like_photo(std::string_view first_bytes) {
    return first_bytes.starts_with(jpeg_magic) || first_bytes.starts_with(png_magic) ||
           (first_bytes.starts_with("RIFF") && has(first_bytes, 8, "WEBP")) ||
           (has(first_bytes, 4, "ftyp") && std::holds_alternative<PhotoFormat>(heif_kind(first_bytes)));
}

}  // namespace aisha
