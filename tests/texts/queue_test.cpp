// The words about the queue.
#include "texts/queue.hpp"

#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/utf.hpp"

#include <gtest/gtest.h>

namespace aisha::texts {
namespace {

std::size_t places(std::string const& text) {
    std::size_t count = 0;
    for (auto at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + 2)) ++count;
    return count;
}

TEST(QueueTexts, are_complete_in_both_languages_with_the_same_places) {
    boost::mp11::mp_for_each<json::Members<QueueTexts>>([](auto member) {
        auto const& english = queue(Language::en).*member.pointer;
        auto const& russian = queue(Language::ru).*member.pointer;
        EXPECT_FALSE(english.empty()) << member.name;
        EXPECT_EQ(english.empty(), russian.empty()) << member.name;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(english)>, std::string>) {
            EXPECT_EQ(places(english), places(russian)) << member.name;
            EXPECT_EQ(english.find("\xD0"), std::string::npos) << member.name;
            EXPECT_NE(russian.find("\xD0"), std::string::npos) << member.name;
        }
    });
    EXPECT_EQ(queue(Language::en).ordinals.size(), queue(Language::ru).ordinals.size());
}

TEST(QueueTexts, say_the_place_as_people_do) {
    EXPECT_EQ(in_line(Language::ru, 1, 3), "Ваша запись третья в очереди. Текст придёт сам.");
    EXPECT_EQ(in_line(Language::ru, 1, 21), "Ваша запись 21-я в очереди. Текст придёт сам.");
    EXPECT_EQ(in_line(Language::ru, 21, 2),
              "Ваших записей в очереди: 21, ближайшая из них вторая. Тексты придут сами.");
    EXPECT_EQ(in_line(Language::en, 1, 1), "Your recording is first in line. The text will come by itself.");
    for (auto const& [number, words] : std::map<std::size_t, std::string>{{10, "tenth"},
                                                                          {11, "11th"},
                                                                          {12, "12th"},
                                                                          {13, "13th"},
                                                                          {21, "21st"},
                                                                          {22, "22nd"},
                                                                          {43, "43rd"},
                                                                          {111, "111th"}})
        EXPECT_EQ(ordinal(Language::en, number), words);
}

TEST(QueueTexts, count_recordings_in_the_right_form) {
    EXPECT_NE(too_many_of_yours(Language::ru, 50).find("уже 50 записей от вас"), std::string::npos);
    EXPECT_NE(too_many_of_yours(Language::ru, 53).find("уже 53 записи от вас"), std::string::npos);
    EXPECT_NE(too_many_of_yours(Language::en, 50).find("50 recordings of yours"), std::string::npos);
}

TEST(QueueTexts, fit_into_the_notice_of_a_press) {
    for (auto const language : {Language::en, Language::ru})
        for (auto const& text : {too_many_of_yours(language, 50), queue(language).too_many_of_all})
            EXPECT_LE(utf::utf16_length(text), limits::callback_answer_units_max);
}

}  // namespace
}  // namespace aisha::texts
