// Where a text may be cut so that nobody sees it: between characters as people count them.
#pragma once

#include <cstddef>
#include <string_view>

namespace aisha::bot {

/// Bytes of the first character of `text` as a person counts: a code point with its combining marks, an
/// emoji with skin tones and everything joined to it, a flag, CR LF. A good approximation of
/// https://unicode.org/reports/tr29/#Grapheme_Cluster_Boundaries for what people write; at most `units_max`
/// UTF-16 units, so that piled-up marks end somewhere. `text` is valid UTF-8 and not empty.
std::size_t grapheme_size(std::string_view text, std::size_t units_max = 64);

}  // namespace aisha::bot
