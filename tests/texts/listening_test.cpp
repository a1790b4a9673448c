// What is said while a recording is heard: the same in both languages, and right.
#include "texts/listening.hpp"

#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/utf.hpp"

#include <gtest/gtest.h>

namespace aisha::texts {
namespace {

using namespace std::chrono_literals;

std::size_t places(std::string const& text) {
    std::size_t count = 0;
    for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + 2)) ++count;
    return count;
}

TEST(ListeningTexts, are_complete_in_both_languages_with_the_same_places) {
    boost::mp11::mp_for_each<json::Members<ListeningTexts>>([](auto member) {
        auto const& english = listening(Language::en).*member.pointer;
        auto const& russian = listening(Language::ru).*member.pointer;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(english)>, std::string>) {
            EXPECT_FALSE(english.empty()) << member.name;
            EXPECT_EQ(places(english), places(russian)) << member.name;
            EXPECT_EQ(english.find("\xD0"), std::string::npos) << member.name;
            EXPECT_NE(russian.find("\xD0"), std::string::npos) << member.name;
        }
    });
    EXPECT_EQ(listening(Language::en).minutes_plural.size(), 2U);
    EXPECT_EQ(listening(Language::ru).minutes_plural.size(), 3U);
    for (auto const language : {Language::en, Language::ru})
        for (auto const& text : {listening(language).stopping, listening(language).stop_over})
            EXPECT_LE(utf::utf16_length(text), limits::callback_answer_units_max);
}

TEST(ListeningTexts, say_how_far_it_is_and_how_long_it_will_take) {
    EXPECT_EQ(heard(Language::en, 760s, 1h, {}), "Listening: 12:40 of 1:00:00");
    EXPECT_EQ(heard(Language::en, 760s, 1h, 170s), "Listening: 12:40 of 1:00:00, about 3 minutes left");
    EXPECT_EQ(heard(Language::en, 760s, 1h, 61s), "Listening: 12:40 of 1:00:00, about 1 minute left");
    EXPECT_EQ(heard(Language::en, 760s, 1h, 20s), "Listening: 12:40 of 1:00:00, less than a minute left");
    EXPECT_EQ(heard(Language::ru, 760s, 1h, 21min), "Слушаю: 12:40 из 1:00:00, осталось около 21 минуты");
    EXPECT_EQ(heard(Language::ru, 760s, 1h, 3min), "Слушаю: 12:40 из 1:00:00, осталось около 3 минут");
}

}  // namespace
}  // namespace aisha::texts
