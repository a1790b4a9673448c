// Texts about people's data, with values filled in.
#include "texts/privacy.hpp"

#include "bot/html.hpp"
#include "core/limits.hpp"
#include "texts/filled.hpp"
#include "texts/privacy_languages.hpp"
#include "texts/settings.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace aisha::texts {

namespace {

/// Here, or at somebody else's host.
std::string place(std::optional<std::string> const& host, std::string const& here, std::string const& there) {
    return host ? filled(there, bot::html::code(*host)) : here;
}

}  // namespace

PrivacyTexts const& privacy(Language language) {
    static PrivacyTexts const english_texts = english_privacy();
    static PrivacyTexts const russian_texts = russian_privacy();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string privacy_overview(Language language, PrivacyOverview const& overview) {
    auto const& words = privacy(language);
    auto const speech = overview.has_speech ? place(overview.speech, words.speech_here, words.speech_there)
                                            : words.speech_nowhere;
    auto const chat =
        overview.has_chat ? "\n" + place(overview.chat, words.chat_here, words.chat_there) : std::string();
    auto const kept = overview.keep_days ? filled(words.kept_for, days(language, *overview.keep_days))
                                         : words.kept_for_ever;
    return fmt::format("{}\n{} {}\n\n{}\n{}\n\n{}\n{}\n\n{}", words.kept,
                       place(overview.database, words.database_here, words.database_there),
                       place(overview.store, words.store_here, words.store_there), words.telegram,
                       speech + chat + "\n" + words.photos_here, kept,
                       filled(words.traffic, days(language, limits::traffic_kept_for.count())), words.yours);
}

std::string export_part(Language language, std::size_t number, std::size_t parts) {
    return filled(privacy(language).export_part, number, parts);
}

std::string erase_failed(Language language, std::string const& reference) {
    return filled(privacy(language).erase_failed, bot::html::escape(reference));
}

}  // namespace aisha::texts
