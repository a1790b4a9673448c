// Cutting a long text into parts that a chat model takes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// A part of a text, and the end of the part before it where there is one.
struct TextPart {
    std::string before;
    std::string text;
};

/// All of `text` in parts of about the same size, at most `units_max` UTF-16 units each, cut at the end of a
/// paragraph or a sentence where there is one near, else between words, never inside a character. `before`
/// is at most limits::note_before_units long.
std::vector<TextPart> text_parts(std::string_view text, std::size_t units_max);

}  // namespace aisha
