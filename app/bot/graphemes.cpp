// Grapheme clusters, approximately.
#include "bot/graphemes.hpp"

#include "core/utf.hpp"

#include <algorithm>

namespace aisha::bot {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

/// What belongs to the code point before it: marks of European, Hebrew, Arabic, Indic, Thai, Lao and Tibetan
/// writing, variation selectors, skin tones and tags.
constexpr Range extending[] = {
    {0x0300, 0x036F},   {0x0483, 0x0489},   {0x0591, 0x05BD}, {0x05BF, 0x05C7}, {0x0610, 0x061A},
    {0x064B, 0x065F},   {0x0670, 0x0670},   {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8},
    {0x06EA, 0x06ED},   {0x0900, 0x0903},   {0x093A, 0x093C}, {0x093E, 0x094F}, {0x0951, 0x0957},
    {0x0962, 0x0963},   {0x0981, 0x0983},   {0x09BC, 0x09CD}, {0x0A01, 0x0A03}, {0x0A3C, 0x0A51},
    {0x0A81, 0x0A83},   {0x0ABC, 0x0ACD},   {0x0B82, 0x0B82}, {0x0BBE, 0x0BCD}, {0x0C00, 0x0C04},
    {0x0C3E, 0x0C56},   {0x0C81, 0x0C83},   {0x0CBC, 0x0CCD}, {0x0D00, 0x0D03}, {0x0D3B, 0x0D4D},
    {0x0E31, 0x0E31},   {0x0E33, 0x0E3A},   {0x0E47, 0x0E4E}, {0x0EB1, 0x0EBC}, {0x0EC8, 0x0ECD},
    {0x0F71, 0x0F84},   {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF}, {0x200C, 0x200C}, {0x20D0, 0x20FF},
    {0x302A, 0x302F},   {0x3099, 0x309A},   {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF},
    {0xE0020, 0xE007F}, {0xE0100, 0xE01EF},
};

constexpr char32_t joiner = 0x200D;

bool extends(char32_t c) {
    auto const* const at = std::ranges::lower_bound(extending, c, {}, &Range::last);
    return at != std::end(extending) && at->first <= c;
}

bool is_regional_indicator(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

char32_t decode(std::string_view text) {
    auto const size = std::min(utf::code_point_size(text[0]), text.size());
    auto const byte = [&](std::size_t at) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[at]));
    };
    if (size == 1) return byte(0);
    char32_t c = byte(0) & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) c = (c << 6U) | (byte(i) & 0x3FU);
    return c;
}

}  // namespace

std::size_t grapheme_size(std::string_view text, std::size_t units_max) {
    if (text.starts_with("\r\n")) return 2;
    auto const size_at = [&](std::size_t at) {
        return std::min(utf::code_point_size(text[at]), text.size() - at);
    };
    char32_t previous = decode(text);
    std::size_t size = size_at(0);
    if (previous < 0x20) return size;
    std::size_t units = size == 4 ? 2 : 1;
    bool flag_open = is_regional_indicator(previous);
    while (size < text.size()) {
        char32_t const c = decode(text.substr(size));
        bool const second_of_flag = flag_open && is_regional_indicator(c);
        if (!extends(c) && c != joiner && previous != joiner && !second_of_flag) break;
        // White space after a joiner is no part of a picture.
        if (previous == joiner && c <= 0x20) break;
        std::size_t const width = size_at(size) == 4 ? 2 : 1;
        if (units + width > units_max) break;
        flag_open = false;
        units += width;
        size += size_at(size);
        previous = c;
    }
    return size;
}

}  // namespace aisha::bot
