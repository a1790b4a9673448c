// The keyboards of choices, and what their buttons carry.
#pragma once

#include "bot/types.hpp"
#include "core/clock.hpp"
#include "database/models/settings.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::keyboards {

enum class SettingsScreen { overview, interface, speech, vocabulary, zone, keep };
BOOST_DESCRIBE_ENUM(SettingsScreen, overview, interface, speech, vocabulary, zone, keep)

/// Shows a screen of the settings.
struct OpenSettings {
    static constexpr std::string_view prefix = "settings";
    SettingsScreen screen = SettingsScreen::overview;
};
BOOST_DESCRIBE_STRUCT(OpenSettings, (), (screen))

/// Asks for something to be typed.
enum class TypedSetting { speech, vocabulary, zone };
BOOST_DESCRIBE_ENUM(TypedSetting, speech, vocabulary, zone)
struct TypeSetting {
    static constexpr std::string_view prefix = "type";
    TypedSetting what = TypedSetting::zone;
};
BOOST_DESCRIBE_STRUCT(TypeSetting, (), (what))

struct SetInterface {
    static constexpr std::string_view prefix = "interface";
    Language language = Language::en;
};
BOOST_DESCRIBE_STRUCT(SetInterface, (), (language))

/// ISO 639-1, or "auto".
struct SetSpeech {
    static constexpr std::string_view prefix = "speech";
    std::string language;
};
BOOST_DESCRIBE_STRUCT(SetSpeech, (), (language))

struct ClearVocabulary {
    static constexpr std::string_view prefix = "nowords";
};
BOOST_DESCRIBE_STRUCT(ClearVocabulary, (), ())

/// A time zone, with '.' for ':'.
struct SetZone {
    static constexpr std::string_view prefix = "zone";
    std::string zone;

    static SetZone of(std::string zone);
    std::string name() const;
};
BOOST_DESCRIBE_STRUCT(SetZone, (), (zone))

/// Days; 0: for ever.
struct SetKeep {
    static constexpr std::string_view prefix = "keep";
    std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(SetKeep, (), (days))

/// Whether every recording of a group becomes text: 1 or 0.
struct SetAutomatic {
    static constexpr std::string_view prefix = "automatic";
    int automatic = 0;
};
BOOST_DESCRIBE_STRUCT(SetAutomatic, (), (automatic))

/// The keyboard of a screen. `days_max`: what the operator keeps at most.
bot::InlineKeyboardMarkup settings_screen(Language language, SettingsScreen screen,
                                          UserSettings const& settings, std::optional<std::int64_t> days_max,
                                          Time now);
/// Time zones to choose from.
bot::InlineKeyboardMarkup zones(Language language, std::vector<std::string> const& zones, Time now);
bot::InlineKeyboardMarkup group_settings(Language language, bool automatic);

}  // namespace aisha::keyboards
