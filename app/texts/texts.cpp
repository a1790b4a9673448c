// Texts with values filled in.
#include "texts/texts.hpp"

#include "bot/html.hpp"
#include "core/limits.hpp"
#include "texts/filled.hpp"
#include "texts/languages.hpp"

#include <fmt/format.h>

namespace aisha::texts {

Texts const& in(Language language) {
    static Texts const english_texts = english();
    static Texts const russian_texts = russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string native_name(Language language) {
    switch (language) {
        case Language::en: return "English";
        case Language::ru: return "Русский";
    }
    throw std::logic_error("no name for this language");
}

std::string welcome(Language language, std::string const& first_name, limits::Bytes file_max) {
    return filled(in(language).welcome, bot::html::escape(first_name), file_max / limits::mib);
}

std::string apology(Language language, std::string const& reference) {
    return filled(in(language).apology, bot::html::escape(reference));
}

std::string refusal(Language language, RefusalReason reason, limits::Bytes file_max) {
    auto const& texts = in(language);
    switch (reason) {
        case RefusalReason::file_empty: return texts.file_empty;
        case RefusalReason::file_too_big: return filled(texts.file_too_big, file_max / limits::mib);
        case RefusalReason::file_gone: return texts.file_gone;
        case RefusalReason::not_audio: return texts.not_audio;
        case RefusalReason::file_damaged: return texts.file_damaged;
        case RefusalReason::no_speech: return texts.no_speech;
        case RefusalReason::no_speech_service: return texts.no_speech_service;
        case RefusalReason::not_found: return texts.not_found;
    }
    throw std::logic_error("no words for this refusal");
}

std::string failed(Language language, std::string const& reference) {
    return filled(in(language).failed, bot::html::escape(reference));
}

std::string recognising(Language language, Duration recording, Duration spent) {
    return filled(in(language).recognising, clock_time(recording), clock_time(spent));
}

std::string working_on_several(Language language, std::size_t recordings, Duration spent) {
    auto const& texts = in(language);
    return filled(texts.working_on_several, counted(language, texts.recordings_plural, recordings),
                  clock_time(spent));
}

std::string clock_time(Duration duration) {
    auto const total = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    auto const hours = total / 3600;
    auto const minutes = total / 60 % 60;
    auto const seconds = total % 60;
    if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, seconds);
    return fmt::format("{}:{:02}", minutes, seconds);
}

std::string date(Language language, Time time) {
    std::chrono::year_month_day const day(std::chrono::floor<std::chrono::days>(time));
    auto const month = static_cast<unsigned>(day.month());
    return fmt::format("{} {} {}", static_cast<unsigned>(day.day()), in(language).months.at(month - 1),
                       static_cast<int>(day.year()));
}

std::size_t plural_form(Language language, std::size_t count) {
    if (language == Language::en) return count == 1 ? 0 : 1;
    auto const last = count % 10;
    bool const teen = count % 100 >= 11 && count % 100 <= 14;
    if (last == 1 && !teen) return 0;
    return last >= 2 && last <= 4 && !teen ? 1 : 2;
}

std::string counted(Language language, std::vector<std::string> const& forms, std::size_t count) {
    return filled(forms.at(plural_form(language, count)), count);
}

}  // namespace aisha::texts
