// Cutting texts.
#include "services/transcript/text_parts.hpp"

#include "core/limits/notes.hpp"
#include "core/utf.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace aisha {

namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// Where to cut within `text`: after the last of the best kind of end in its second half.
std::size_t cut_in(std::string_view text) {
    static constexpr auto ends = std::to_array<std::string_view>({"\n\n", "\n", ". ", "! ", "? ", "… ", " "});
    auto const half = text.size() / 2;
    std::size_t best = 0;
    auto const last_end = [&](std::string_view end) {
        auto const at = text.rfind(end);
        return at == std::string_view::npos || at < half ? 0 : at + end.size();
    };
    if (auto const paragraph = last_end(ends[0])) return paragraph;
    for (auto const end : std::span(ends).subspan(1, ends.size() - 2)) best = std::max(best, last_end(end));
    if (best == 0) best = last_end(ends.back());
    return best == 0 ? text.size() : best;
}

/// At most `units` UTF-16 units of the end of `text`, from the beginning of a word on.
std::string_view end_of(std::string_view text, std::size_t units) {
    auto begin = text.size();
    std::size_t taken = 0;
    while (begin > 0) {
        auto at = begin - 1;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
        taken += utf::utf16_length(text.substr(at, begin - at));
        if (taken > units) break;
        begin = at;
    }
    auto end = text.substr(begin);
    if (begin > 0 && !is_space(text[begin - 1])) end.remove_prefix(std::min(end.size(), end.find(' ')));
    return trimmed(end);
}

}  // namespace

std::vector<TextPart> text_parts(std::string_view text, std::size_t units_max) {
    text = trimmed(text);
    std::vector<TextPart> parts;
    auto const whole = text;
    while (!text.empty()) {
        auto const units = utf::utf16_length(text);
        auto piece = text;
        if (units > units_max) {
            auto const count = (units + units_max - 1) / units_max;
            // A little more than an even share, for the cut goes back to the end of a sentence.
            auto const share = std::min(units_max, units / count + units / count / 4);
            piece = utf::utf16_prefix(text, share);
            piece = piece.substr(0, cut_in(piece));
        }
        auto const before = whole.substr(0, static_cast<std::size_t>(text.data() - whole.data()));
        parts.push_back(
            {std::string(end_of(before, limits::note_before_units)), std::string(trimmed(piece))});
        text.remove_prefix(piece.size());
        text = trimmed(text);
    }
    return parts;
}

}  // namespace aisha
