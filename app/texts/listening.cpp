// What is said while a recording is heard, in both languages.
#include "texts/listening.hpp"

#include "texts/filled.hpp"
#include "texts/texts.hpp"

namespace aisha::texts {

namespace {

ListeningTexts english() {
    return {
        .heard = "Listening: {} of {}",
        .minutes_left = "about {} left",
        .moments_left = "less than a minute left",
        .stop_button = "Stop",
        .go_on_button = "Go on",
        .stopping = "Stopping…",
        .stop_over = "There is nothing left to stop here.",
        .stopped = "Stopped. The recording is safe with me: press the button and I’ll listen to it.",
        .stopped_at =
            "Stopped at {} of {}; what I heard until then is above. Press the button and I’ll go on "
            "from there.",
        .minutes_plural = {"{} minute", "{} minutes"},
    };
}

ListeningTexts russian() {
    return {
        .heard = "Слушаю: {} из {}",
        .minutes_left = "осталось около {}",
        .moments_left = "осталось меньше минуты",
        .stop_button = "Остановить",
        .go_on_button = "Продолжить",
        .stopping = "Останавливаюсь…",
        .stop_over = "Здесь уже нечего останавливать.",
        .stopped = "Остановлено. Запись у меня: нажмите кнопку, и я её прослушаю.",
        .stopped_at =
            "Остановлено на {} из {}; всё, что я услышала до этого места, – выше. Нажмите кнопку, и "
            "я продолжу оттуда.",
        .minutes_plural = {"{} минуты", "{} минут", "{} минут"},
    };
}

}  // namespace

ListeningTexts const& listening(Language language) {
    static ListeningTexts const english_texts = english();
    static ListeningTexts const russian_texts = russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string heard(Language language, Duration position, Duration length, std::optional<Duration> left) {
    auto const& words = listening(language);
    auto text = filled(words.heard, clock_time(position), clock_time(length));
    if (!left) return text;
    auto const minutes = static_cast<std::size_t>(std::chrono::round<std::chrono::minutes>(*left).count());
    if (minutes == 0) return text + ", " + words.moments_left;
    return text + ", " + filled(words.minutes_left, counted(language, words.minutes_plural, minutes));
}

std::string stopped_at(Language language, Duration position, Duration length) {
    return filled(listening(language).stopped_at, clock_time(position), clock_time(length));
}

}  // namespace aisha::texts
