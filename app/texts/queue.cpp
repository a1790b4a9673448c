// The words about the queue, in English and Russian.
#include "texts/queue.hpp"

#include "texts/filled.hpp"
#include "texts/texts.hpp"

#include <fmt/format.h>

namespace aisha::texts {

namespace {

QueueTexts english() {
    return {
        .place = "Your recording is {} in line. The text will come by itself.",
        .places =
            "You have {} recordings in line, the nearest of them is {}. The texts will come by themselves.",
        .too_many_of_yours =
            "I already have {} of yours in line, and that is as many as I take at once. Please send "
            "this one again when some of them have become text.",
        .too_many_of_all =
            "So many recordings are waiting right now that I cannot take another one. Please send "
            "this one again a little later.",
        .stopped =
            "Whoever runs this bot has stopped the work on this recording. If you still need its text, press "
            "the button.",
        .ordinals = {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
                     "tenth"},
    };
}

QueueTexts russian() {
    return {
        .place = "Ваша запись {} в очереди. Текст придёт сам.",
        .places = "Ваших записей в очереди: {}, ближайшая из них {}. Тексты придут сами.",
        .too_many_of_yours =
            "У меня в очереди уже {} от вас, больше за один раз я не беру. Пришлите эту запись снова, "
            "когда часть из них станет текстом, пожалуйста.",
        .too_many_of_all =
            "Сейчас ждёт так много записей, что ещё одну я взять не могу. Пришлите её снова чуть позже, "
            "пожалуйста.",
        .stopped =
            "Тот, кто держит этого бота, остановил работу над этой записью. Если её текст вам всё ещё нужен, "
            "нажмите кнопку.",
        .ordinals = {"первая", "вторая", "третья", "четвёртая", "пятая", "шестая", "седьмая", "восьмая",
                     "девятая", "десятая"},
    };
}

/// The letters behind an English number: https://cldr.unicode.org/index/cldr-spec/plural-rules (ordinals).
std::string_view english_ending(std::size_t number) {
    auto const tens = number % 100;
    if (tens >= 11 && tens <= 13) return "th";
    switch (number % 10) {
        case 1: return "st";
        case 2: return "nd";
        case 3: return "rd";
        default: return "th";
    }
}

}  // namespace

QueueTexts const& queue(Language language) {
    static QueueTexts const in_english = english();
    static QueueTexts const in_russian = russian();
    return language == Language::ru ? in_russian : in_english;
}

std::string ordinal(Language language, std::size_t number) {
    auto const& words = queue(language).ordinals;
    if (number >= 1 && number <= words.size()) return words[number - 1];
    return language == Language::ru ? fmt::format("{}-я", number)
                                    : fmt::format("{}{}", number, english_ending(number));
}

std::string in_line(Language language, std::size_t recordings, std::size_t nearest) {
    auto const place = ordinal(language, nearest);
    if (recordings == 1) return filled(queue(language).place, place);
    return filled(queue(language).places, recordings, place);
}

std::string too_many_of_yours(Language language, std::size_t recordings) {
    return filled(queue(language).too_many_of_yours,
                  counted(language, in(language).recordings_plural, recordings));
}

}  // namespace aisha::texts
