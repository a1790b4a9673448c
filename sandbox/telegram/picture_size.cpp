// Width and height of pictures, read from their headers without decoding anything.
#include "sandbox/telegram/files.hpp"

namespace aisha::sandbox::telegram {

namespace {

using Size = std::pair<std::int64_t, std::int64_t>;

/// Numbers at places in a header; 0 beyond its end.
class Header {
public:
    explicit Header(std::string_view bytes) : bytes_(bytes) {}

    std::int64_t byte(std::size_t at) const {
        return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : 0;
    }
    std::int64_t big16(std::size_t at) const { return byte(at) << 8U | byte(at + 1); }
    std::int64_t big32(std::size_t at) const { return big16(at) << 16U | big16(at + 2); }
    std::int64_t little16(std::size_t at) const { return byte(at + 1) << 8U | byte(at); }
    std::int64_t little24(std::size_t at) const { return byte(at + 2) << 16U | little16(at); }
    bool has(std::size_t at, std::string_view text) const {
        return at <= bytes_.size() && bytes_.substr(at).starts_with(text);
    }
    std::size_t size() const { return bytes_.size(); }

private:
    std::string_view bytes_;
};

/// https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.2.2: the frame header
std::optional<Size> jpeg_size(Header const& header) {
    constexpr std::int64_t first_frame = 0xC0, last_frame = 0xCF, huffman = 0xC4, extension = 0xC8,
                           arithmetic = 0xCC;
    for (std::size_t at = 2; at + 8 < header.size();) {
        if (header.byte(at) != 0xFF) return std::nullopt;
        auto const marker = header.byte(at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        if (marker >= first_frame && marker <= last_frame && marker != huffman && marker != extension &&
            marker != arithmetic)
            return Size(header.big16(at + 7), header.big16(at + 5));
        at += 2 + static_cast<std::size_t>(header.big16(at + 2));
    }
    return std::nullopt;
}

/// https://developers.google.com/speed/webp/docs/riff_container
std::optional<Size> webp_size(Header const& header) {
    constexpr std::int64_t fourteen_bits = 0x3FFF;
    if (header.has(12, "VP8X")) return Size(header.little24(24) + 1, header.little24(27) + 1);
    if (header.has(12, "VP8 "))
        return Size(header.little16(26) & fourteen_bits, header.little16(28) & fourteen_bits);
    if (header.has(12, "VP8L")) {
        auto const bits = header.little24(21) | header.byte(24) << 24U;
        return Size((bits & fourteen_bits) + 1, ((bits >> 14U) & fourteen_bits) + 1);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Size> picture_size(std::string_view head) {
    Header const header(head);
    std::optional<Size> size;
    if (header.has(0, "\x89PNG\r\n\x1A\n")) size = Size(header.big32(16), header.big32(20));
    else if (header.has(0, "\xFF\xD8")) size = jpeg_size(header);
    else if (header.has(0, "GIF8")) size = Size(header.little16(6), header.little16(8));
    else if (header.has(0, "RIFF") && header.has(8, "WEBP")) size = webp_size(header);
    if (size && (size->first <= 0 || size->second <= 0)) return std::nullopt;
    return size;
}

}  // namespace aisha::sandbox::telegram
