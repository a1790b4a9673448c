// What whoever runs the bot reads, with values filled in.
#include "texts/admin.hpp"

#include "texts/texts.hpp"

#include <fmt/format.h>

namespace aisha::texts {

AdminTexts const& admin(Language language) {
    static AdminTexts const english_texts = admin_english();
    static AdminTexts const russian_texts = admin_russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string state_name(Language language, JobState state) {
    bool const russian = language == Language::ru;
    switch (state) {
        case JobState::available: return russian ? "ждёт" : "waits";
        case JobState::running: return russian ? "выполняется" : "runs";
        case JobState::done: return russian ? "готово" : "done";
        case JobState::failed: return russian ? "не удалось" : "failed";
        case JobState::cancelled: return russian ? "отменено" : "cancelled";
        case JobState::quarantined: return russian ? "в карантине" : "in quarantine";
    }
    throw std::logic_error("no words for this state");
}

std::string moment(Language language, Time time) {
    auto const minute =
        std::chrono::floor<std::chrono::minutes>(time - std::chrono::floor<std::chrono::days>(time));
    return fmt::format("{}, {:02}:{:02} UTC", date(language, time), minute.count() / 60, minute.count() % 60);
}

}  // namespace aisha::texts
