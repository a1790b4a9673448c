// A person who talks to the bot.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace aisha {

/// Languages of the interface. The spelling is ISO 639-1.
enum class Language { en, ru };
BOOST_DESCRIBE_ENUM(Language, en, ru)

struct User {
    UserId id;
    std::string first_name;
    std::optional<std::string> telegram_language;  ///< IETF tag that Telegram tells
    std::optional<Language> language;              ///< chosen; empty: follow Telegram's
    std::optional<Time> unreachable_since;         ///< blocked the bot or deactivated
    std::optional<Time> admitted_at;               ///< let in by an invitation or an admin
    std::optional<Time> banned_at;
    std::optional<Time> turned_away_at;  ///< last told that the bot is closed to them
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, first_name, telegram_language, language, unreachable_since, admitted_at, banned_at,
                       turned_away_at))

/// What the person reads: the chosen language, else the one Telegram tells where we speak it, else
/// `fallback`. Belarusian, Kazakh and Ukrainian interfaces get Russian rather than English.
inline Language language_of(User const& user, Language fallback) {
    if (user.language) return *user.language;
    if (!user.telegram_language) return fallback;
    std::string_view const primary = std::string_view(*user.telegram_language).substr(0, 2);
    if (primary == "ru" || primary == "be" || primary == "kk" || primary == "uk") return Language::ru;
    return primary == "en" ? Language::en : fallback;
}

}  // namespace aisha
