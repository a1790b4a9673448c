// Texts with entities: how the Bot API's formatting becomes what a message holds.
#pragma once

#include "core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisha::sandbox::telegram {

/// https://core.telegram.org/bots/api#messageentity
struct Entity {
    std::string type;
    std::int64_t offset = 0;  ///< UTF-16 units
    std::int64_t length = 0;  ///< UTF-16 units
    std::optional<std::string> url;
    std::optional<std::string> language;
    std::optional<std::string> custom_emoji_id;
    std::optional<std::int64_t> unix_time;
    std::optional<std::string> date_time_format;
    std::optional<json::Value> user;

    std::int64_t end() const { return offset + length; }
};
BOOST_DESCRIBE_STRUCT(Entity, (),
                      (type, offset, length, url, language, custom_emoji_id, unix_time, date_time_format,
                       user))

struct FormattedText {
    std::string text;
    std::vector<Entity> entities;
};

/// Parses HTML as TDLib does: byte offsets in the errors, which are ApiErrors. The result is not cleaned yet.
/// https://core.telegram.org/bots/api#html-style
FormattedText parse_html(std::string_view html);

/// What every text goes through: control characters go, the ends are trimmed, entities are sorted, joined and
/// taken out of code, and what the service finds by itself (commands, mentions, hashtags, addresses) is
/// added.
FormattedText cleaned(FormattedText text);

/// Commands, mentions, hashtags, web and mail addresses in `text`.
std::vector<Entity> find_entities(std::string_view text);

/// Code points, as the service counts its limits.
std::size_t characters(std::string_view text);

}  // namespace aisha::sandbox::telegram
