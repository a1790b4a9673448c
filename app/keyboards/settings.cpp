// Keyboards of choices.
#include "keyboards/settings.hpp"

#include "bot/callback_data.hpp"
#include "keyboards/history.hpp"
#include "texts/history.hpp"
#include "texts/settings.hpp"
#include "texts/texts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aisha::keyboards {

namespace {

using Rows = std::vector<std::vector<bot::InlineKeyboardButton>>;

template <class Button>
bot::InlineKeyboardButton button(std::string text, Button const& data) {
    return {std::move(text), bot::pack(data), {}};
}

/// The one that is chosen has a mark.
std::string marked(std::string text, bool chosen) { return chosen ? "✓ " + std::move(text) : text; }

Rows overview(texts::SettingsTexts const& words) {
    auto const open = [](std::string const& text, SettingsScreen screen) {
        return button(text, OpenSettings{screen});
    };
    return {{open(words.interface_button, SettingsScreen::interface),
             open(words.speech_button, SettingsScreen::speech)},
            {open(words.vocabulary_button, SettingsScreen::vocabulary),
             open(words.zone_button, SettingsScreen::zone)},
            {open(words.keep_button, SettingsScreen::keep)}};
}

Rows interface_languages(Language language) {
    Rows rows;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Language>>([&](auto enumerator) {
        rows.push_back({button(marked(texts::native_name(enumerator.value), enumerator.value == language),
                               SetInterface{enumerator.value})});
    });
    return rows;
}

Rows speech_languages(Language language, UserSettings const& settings) {
    auto const& words = texts::settings(language);
    Rows rows{{button(marked(words.found_out, !settings.speech_language), SetSpeech{"auto"})}};
    constexpr std::size_t columns = 2;
    for (auto const& code : offered_speech_languages()) {
        if (rows.size() == 1 || rows.back().size() == columns) rows.emplace_back();
        rows.back().push_back(
            button(marked(texts::speech_language_name(language, code), settings.speech_language == code),
                   SetSpeech{code}));
    }
    rows.push_back({button(words.type_language_button, TypeSetting{TypedSetting::speech})});
    return rows;
}

Rows vocabulary(texts::SettingsTexts const& words, UserSettings const& settings) {
    Rows rows{{button(words.type_words_button, TypeSetting{TypedSetting::vocabulary})}};
    if (settings.vocabulary) rows.push_back({button(words.vocabulary_clear_button, ClearVocabulary{})});
    return rows;
}

Rows zone_rows(std::vector<std::string> const& zones, std::string_view chosen, Time now) {
    Rows rows;
    for (auto const& zone : zones)
        rows.push_back({button(marked(texts::zone_label(zone, now), zone == chosen), SetZone::of(zone))});
    return rows;
}

Rows common_zones(Language language, UserSettings const& settings, Time now) {
    std::vector<std::string> zones =
        language == Language::ru
            ? std::vector<std::string>{"Europe/Kaliningrad", "Europe/Moscow",    "Europe/Samara",
                                       "Asia/Yekaterinburg", "Asia/Almaty",      "Asia/Novosibirsk",
                                       "Asia/Krasnoyarsk",   "Asia/Vladivostok", "Europe/Berlin"}
            : std::vector<std::string>{"America/Los_Angeles", "America/Chicago", "America/New_York",
                                       "Europe/London",       "Europe/Berlin",   "Europe/Moscow",
                                       "Asia/Dubai",          "Asia/Kolkata",    "Asia/Singapore"};
    auto const chosen = settings.time_zone.value_or("");
    if (!chosen.empty() && std::ranges::find(zones, chosen) == zones.end())
        zones.insert(zones.begin(), chosen);
    auto rows = zone_rows(zones, chosen, now);
    rows.push_back({button(texts::settings(language).type_zone_button, TypeSetting{TypedSetting::zone})});
    return rows;
}

Rows keep_choices(Language language, UserSettings const& settings, std::optional<std::int64_t> days_max) {
    constexpr auto offered = std::to_array<std::int64_t>({1, 7, 30, 90, 365});
    Rows rows(1);
    for (auto const days : offered) {
        if (days_max && days > *days_max) continue;
        constexpr std::size_t columns = 3;
        if (rows.back().size() == columns) rows.emplace_back();
        rows.back().push_back(
            button(marked(texts::days(language, days), settings.keep_days == days), SetKeep{days}));
    }
    auto const longest = days_max ? texts::days(language, *days_max) : texts::settings(language).forever;
    rows.push_back({button(marked(longest, !settings.keep_days), SetKeep{0})});
    return rows;
}

Rows rows_of(Language language, SettingsScreen screen, UserSettings const& settings,
             std::optional<std::int64_t> days_max, Time now) {
    auto const& words = texts::settings(language);
    switch (screen) {
        case SettingsScreen::overview: return overview(words);
        case SettingsScreen::interface: return interface_languages(language);
        case SettingsScreen::speech: return speech_languages(language, settings);
        case SettingsScreen::vocabulary: return vocabulary(words, settings);
        case SettingsScreen::zone: return common_zones(language, settings, now);
        case SettingsScreen::keep: return keep_choices(language, settings, days_max);
    }
    return {};
}

}  // namespace

SetZone SetZone::of(std::string zone) {
    std::ranges::replace(zone, ':', '.');
    return {std::move(zone)};
}

std::string SetZone::name() const {
    auto name = zone;
    std::ranges::replace(name, '.', ':');
    return name;
}

bot::InlineKeyboardMarkup settings_screen(Language language, SettingsScreen screen,
                                          UserSettings const& settings, std::optional<std::int64_t> days_max,
                                          Time now) {
    auto rows = rows_of(language, screen, settings, days_max, now);
    if (screen != SettingsScreen::overview)
        rows.push_back({button(texts::settings(language).back_button, OpenSettings{})});
    return {std::move(rows)};
}

bot::InlineKeyboardMarkup zones(Language language, std::vector<std::string> const& zones, Time now) {
    auto rows = zone_rows(zones, "", now);
    rows.push_back({button(texts::settings(language).back_button, OpenSettings{})});
    return {std::move(rows)};
}

bot::InlineKeyboardMarkup group_settings(Language language, bool automatic) {
    auto const& words = texts::settings(language);
    return {{{button(marked(words.group_automatic_button, automatic), SetAutomatic{1})},
             {button(marked(words.group_on_demand_button, !automatic), SetAutomatic{0})}}};
}

}  // namespace aisha::keyboards
