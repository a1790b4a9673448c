// UTF-8 and UTF-16 lengths.
#include "core/utf.hpp"

#include <algorithm>

namespace aisha::utf {

namespace {

/// Size of the well-formed code point at the start of `text`, 0 where there is none.
std::size_t well_formed(std::string_view text) {
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (byte(0) < 0x80) return 1;
    std::size_t const size = code_point_size(text[0]);
    if (size == 1 || size > text.size()) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
    // Overlong forms, surrogates and numbers over 10FFFF show in the first two bytes.
    if (byte(0) < 0xC2 || byte(0) > 0xF4) return 0;
    if (byte(0) == 0xE0 && byte(1) < 0xA0) return 0;
    if (byte(0) == 0xED && byte(1) > 0x9F) return 0;
    if (byte(0) == 0xF0 && byte(1) < 0x90) return 0;
    if (byte(0) == 0xF4 && byte(1) > 0x8F) return 0;
    return size;
}

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

}  // namespace

std::size_t code_point_size(char first) {
    auto const byte = static_cast<unsigned char>(first);
    if (byte >= 0xF0) return 4;
    if (byte >= 0xE0) return 3;
    if (byte >= 0xC0) return 2;
    return 1;
}

bool valid(std::string_view text) {
    while (!text.empty()) {
        auto const size = well_formed(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

std::string repaired(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        auto const size = well_formed(text);
        if (size == 0) {
            result += "\xEF\xBF\xBD";
            text.remove_prefix(1);
        } else {
            result += text.substr(0, size);
            text.remove_prefix(size);
        }
    }
    return result;
}

std::size_t utf16_length(std::string_view text) {
    std::size_t units = 0;
    for (char const c : text)
        if (starts_code_point(c)) units += code_point_size(c) == 4 ? 2 : 1;
    return units;
}

std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, starts_code_point));
}

std::string_view utf16_prefix(std::string_view text, std::size_t units) {
    std::size_t at = 0;
    while (at < text.size()) {
        auto const size = code_point_size(text[at]);
        std::size_t const width = size == 4 ? 2 : 1;
        if (width > units) break;
        units -= width;
        at += size;
    }
    return text.substr(0, at);
}

std::string lower_case(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        auto const size = std::min(code_point_size(text[at]), text.size() - at);
        auto const piece = text.substr(at, size);
        at += size;
        if (size == 1 && piece[0] >= 'A' && piece[0] <= 'Z') {
            result += static_cast<char>(piece[0] - 'A' + 'a');
        } else if (piece == "Ё") {
            result += "ё";
        } else if (piece >= std::string_view("А") && piece <= std::string_view("П")) {
            // D0 90…D0 9F (А to П) become D0 B0…D0 BF, D0 A0…D0 AF (Р to Я) become D1 80…D1 8F.
            result += {piece[0], static_cast<char>(piece[1] + 0x20)};
        } else if (piece >= std::string_view("Р") && piece <= std::string_view("Я")) {
            result += {'\xD1', static_cast<char>(piece[1] - 0x20)};
        } else {
            result += piece;
        }
    }
    return result;
}

}  // namespace aisha::utf
