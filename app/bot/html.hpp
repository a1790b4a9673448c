// Telegram's HTML: escaping, and cutting long texts where it does no harm.
#pragma once

#include "core/limits.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisha::bot::html {

/// `& < > "` escaped; safe as text and inside attributes. Malformed UTF-8 is repaired.
std::string escape(std::string_view text);

/// Text of others as nothing but text: escaped, and what Telegram would make a link, a mention, a command or
/// a tag of by itself is shown as code, where it does not.
std::string inert(std::string_view text);

std::string bold(std::string_view text);
std::string italic(std::string_view text);
std::string code(std::string_view text);

/// Cuts HTML into parts of at most `units_max` UTF-16 units after parsing, never inside a tag, an entity or
/// a character; tags that are open at a cut are closed there and opened again in the next part. Prefers the
/// end of a paragraph, then of a sentence, then a space; a part is never shorter than half where a later
/// cut exists.
std::vector<std::string> split(std::string_view html, std::size_t units_max = limits::message_units_max);

/// The same for plain text (nothing is escaped).
std::vector<std::string> split_text(std::string_view text, std::size_t units_max = limits::message_units_max);

/// At most `units_max` UTF-16 units of plain text, with "…" at the end where it was cut.
std::string shortened(std::string_view text, std::size_t units_max);

/// The text without its tags and with entities decoded: what is sent where Telegram refuses the markup.
std::string plain(std::string_view html);

}  // namespace aisha::bot::html
