// Texts about what is kept, with values filled in.
#include "texts/history.hpp"

#include "bot/html.hpp"
#include "core/limits/history.hpp"
#include "core/time_zone.hpp"
#include "texts/filled.hpp"
#include "texts/history_languages.hpp"
#include "texts/texts.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace aisha::texts {

namespace {

struct Name {
    std::string_view code;
    std::string_view english;
    std::string_view russian;
};

/// The languages that people choose or meet; others are shown by their code.
constexpr auto names = std::to_array<Name>({
    {"ar", "Arabic", "арабский"},
    {"az", "Azerbaijani", "азербайджанский"},
    {"be", "Belarusian", "белорусский"},
    {"bg", "Bulgarian", "болгарский"},
    {"cs", "Czech", "чешский"},
    {"da", "Danish", "датский"},
    {"de", "German", "немецкий"},
    {"el", "Greek", "греческий"},
    {"en", "English", "английский"},
    {"es", "Spanish", "испанский"},
    {"et", "Estonian", "эстонский"},
    {"fi", "Finnish", "финский"},
    {"fr", "French", "французский"},
    {"he", "Hebrew", "иврит"},
    {"hi", "Hindi", "хинди"},
    {"hu", "Hungarian", "венгерский"},
    {"hy", "Armenian", "армянский"},
    {"it", "Italian", "итальянский"},
    {"ja", "Japanese", "японский"},
    {"ka", "Georgian", "грузинский"},
    {"kk", "Kazakh", "казахский"},
    {"ko", "Korean", "корейский"},
    {"lt", "Lithuanian", "литовский"},
    {"lv", "Latvian", "латышский"},
    {"nl", "Dutch", "нидерландский"},
    {"no", "Norwegian", "норвежский"},
    {"pl", "Polish", "польский"},
    {"pt", "Portuguese", "португальский"},
    {"ro", "Romanian", "румынский"},
    {"ru", "Russian", "русский"},
    {"sr", "Serbian", "сербский"},
    {"sv", "Swedish", "шведский"},
    {"tr", "Turkish", "турецкий"},
    {"tt", "Tatar", "татарский"},
    {"uk", "Ukrainian", "украинский"},
    {"uz", "Uzbek", "узбекский"},
    {"zh", "Chinese", "китайский"},
});

std::string texts_counted(Language language, std::int64_t total) {
    return counted(language, history(language).texts_plural, static_cast<std::size_t>(total));
}

std::string with_page(Language language, std::string heading, std::int64_t page, std::int64_t pages) {
    if (pages > 1) heading += "\n" + filled(history(language).list_page, page, pages);
    return heading;
}

}  // namespace

HistoryTexts const& history(Language language) {
    static HistoryTexts const english_texts = english_history();
    static HistoryTexts const russian_texts = russian_history();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string list_heading(Language language, std::int64_t total, std::int64_t page, std::int64_t pages) {
    return with_page(language, filled(history(language).list_title, texts_counted(language, total)), page,
                     pages);
}

std::string found_heading(Language language, std::string const& words, std::int64_t total, std::int64_t page,
                          std::int64_t pages) {
    auto const found = total < limits::search_found_max ? texts_counted(language, total)
                                                        : filled(history(language).found_most, total);
    return with_page(language, filled(history(language).found_title, bot::html::escape(words), found), page,
                     pages);
}

std::string found_nothing(Language language, std::string const& words) {
    return filled(history(language).found_none, bot::html::escape(words));
}

std::string list_label(Language language, TranscriptEntry const& entry, std::string const& name,
                       std::string_view zone) {
    auto const day = local_time(entry.created_at, zone);
    return fmt::format("{} {} · {}", day.day, in(language).months.at(day.month - 1),
                       bot::html::shortened(name, limits::history_label_units));
}

std::string about_line(Language language, Transcript const& transcript, std::string_view zone) {
    auto line = date_and_time(language, transcript.created_at, zone);
    if (transcript.duration_us) line += " · " + clock_time(Duration(*transcript.duration_us));
    if (transcript.language) line += " · " + speech_language_name(language, *transcript.language);
    return line;
}

namespace {

/// A name may come from a model, and code cannot be within bold.
std::string heading(std::string const& name) {
    auto const inert = bot::html::inert(name);
    return inert == bot::html::escape(name) ? bot::html::bold(name) : inert;
}

}  // namespace

std::string card(Language language, Transcript const& transcript, std::string const& name,
                 std::string const& text, bool is_cut, std::string_view zone) {
    auto card =
        fmt::format("{}<i>{}</i>\n\n{}", name.empty() ? "" : heading(name) + "\n",
                    bot::html::escape(about_line(language, transcript, zone)), bot::html::escape(text));
    if (is_cut) card += "\n\n" + history(language).cut;
    return card;
}

std::string rename_question(Language language, std::string const& name) {
    return filled(history(language).rename_question, bot::html::inert(name));
}

std::string heard_before(Language language, Time when, std::string_view zone) {
    return filled(history(language).heard_before, date_and_time(language, when, zone));
}

std::string date_and_time(Language language, Time time, std::string_view zone) {
    auto const local = local_time(time, zone);
    return fmt::format("{} {} {}, {:02}:{:02}", local.day, in(language).months.at(local.month - 1),
                       local.year, local.hour, local.minute);
}

std::string speech_language_name(Language language, std::string const& code) {
    for (auto const& name : names)
        if (name.code == code) return std::string(language == Language::ru ? name.russian : name.english);
    return code;
}

}  // namespace aisha::texts
