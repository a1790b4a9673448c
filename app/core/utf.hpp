// UTF-8 and the UTF-16 lengths in which Telegram counts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace aisha::utf {

/// True where every byte belongs to well-formed UTF-8 (no overlong forms, surrogates or numbers over 10FFFF).
bool valid(std::string_view text);

/// The text with every malformed byte replaced by U+FFFD; for input from outside that must become a string.
std::string repaired(std::string_view text);

/// Length in UTF-16 code units, as in https://core.telegram.org/bots/api#messageentity. The text is valid
/// UTF-8.
std::size_t utf16_length(std::string_view text);

/// Length in code points.
std::size_t length(std::string_view text);

/// The longest prefix of at most `units` UTF-16 code units that cuts no code point.
std::string_view utf16_prefix(std::string_view text, std::size_t units);

/// Latin (ASCII) and Russian capitals made small; everything else stays.
std::string lower_case(std::string_view text);

/// Bytes of the code point that begins with `first`: 1 to 4; 1 for a byte that begins none.
std::size_t code_point_size(char first);

}  // namespace aisha::utf
