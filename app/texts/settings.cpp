// Texts about choices, with values filled in.
#include "texts/settings.hpp"

#include "bot/html.hpp"
#include "core/time_zone.hpp"
#include "texts/filled.hpp"
#include "texts/history.hpp"
#include "texts/settings_languages.hpp"
#include "texts/texts.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace aisha::texts {

namespace {

std::string time_in(std::string_view zone, Time now) {
    auto const local = local_time(now, zone);
    return fmt::format("{:02}:{:02}", local.hour, local.minute);
}

/// "Berlin, UTC+1"; an offset alone stands for itself.
std::string zone_name(std::string_view zone, Time now) {
    auto const city = time_zone_city(zone);
    auto const offset = utc_offset(now, zone);
    return zone.find('/') == std::string_view::npos ? offset : city + ", " + offset;
}

}  // namespace

SettingsTexts const& settings(Language language) {
    static SettingsTexts const english_texts = english_settings();
    static SettingsTexts const russian_texts = russian_settings();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string settings_overview(Language language, UserSettings const& chosen, Time now) {
    constexpr std::size_t words_units = 60;
    auto const& words = settings(language);
    auto const zone = chosen.time_zone.value_or("");
    auto const vocabulary =
        chosen.vocabulary ? bot::html::shortened(*chosen.vocabulary, words_units) : words.nothing;
    return fmt::format(
        "{}\n\n{}\n{}\n{}\n{}\n{}", words.title, filled(words.interface_line, native_name(language)),
        filled(words.speech_line, chosen.speech_language
                                      ? speech_language_name(language, *chosen.speech_language)
                                      : words.found_out),
        filled(words.vocabulary_line, bot::html::escape(vocabulary)),
        filled(words.zone_line, bot::html::escape(zone_name(zone, now)), time_in(zone, now)),
        filled(words.keep_line, chosen.keep_days ? days(language, *chosen.keep_days) : words.forever));
}

std::string vocabulary_screen(Language language, UserSettings const& chosen) {
    auto const& words = settings(language);
    if (!chosen.vocabulary) return words.vocabulary_question;
    return words.vocabulary_question + "\n\n" +
           filled(words.vocabulary_now, bot::html::escape(*chosen.vocabulary));
}

std::string keep_screen(Language language, std::optional<std::int64_t> days_max) {
    auto const& words = settings(language);
    if (!days_max) return words.keep_question;
    return words.keep_question + "\n\n" + filled(words.keep_limited, days(language, *days_max));
}

std::string days(Language language, std::int64_t count) {
    return counted(language, settings(language).days_plural, static_cast<std::size_t>(count));
}

std::string zone_label(std::string_view zone, Time now) {
    return fmt::format("{} · {}", zone_name(zone, now), time_in(zone, now));
}

}  // namespace aisha::texts
