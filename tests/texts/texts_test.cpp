// The texts: complete in both languages, with the same places for values, and right where they count.
#include "texts/texts.hpp"

#include "bot/html.hpp"
#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/utf.hpp"

#include <gtest/gtest.h>

namespace aisha::texts {
namespace {

std::size_t places(std::string const& text) {
    std::size_t count = 0;
    for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + 2)) ++count;
    return count;
}

/// True where the text has a letter of that script.
bool has_cyrillic(std::string const& text) { return text.find("\xD0") != std::string::npos; }

template <class Check>
void for_each_text(Check check) {
    boost::mp11::mp_for_each<json::Members<Texts>>([&](auto member) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(std::declval<Texts>().*member.pointer)>,
                                     std::string>)
            check(member.name, in(Language::en).*member.pointer, in(Language::ru).*member.pointer);
    });
}

TEST(Texts, are_complete_in_both_languages_with_the_same_places) {
    std::size_t count = 0;
    for_each_text([&](char const* name, std::string const& english, std::string const& russian) {
        ++count;
        EXPECT_FALSE(english.empty()) << name;
        EXPECT_FALSE(russian.empty()) << name;
        EXPECT_EQ(places(english), places(russian)) << name;
        EXPECT_FALSE(has_cyrillic(english)) << name;
        if (name != std::string_view("history_entry")) EXPECT_TRUE(has_cyrillic(russian)) << name;
    });
    EXPECT_GT(count, 30U);
    for (auto const language : {Language::en, Language::ru}) EXPECT_EQ(in(language).months.size(), 12U);
    EXPECT_EQ(in(Language::en).recordings_plural.size(), 2U);
    EXPECT_EQ(in(Language::ru).recordings_plural.size(), 3U);
}

TEST(Texts, have_words_for_every_refusal) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<RefusalReason>>([](auto enumerator) {
        for (auto const language : {Language::en, Language::ru}) {
            auto const text = refusal(language, enumerator.value);
            EXPECT_GT(text.size(), 10U);
            EXPECT_EQ(text.find("{}"), std::string::npos);
        }
    });
}

TEST(Texts, answers_to_presses_are_short_enough) {
    for (auto const language : {Language::en, Language::ru})
        for (auto const& text : {in(language).old_button, in(language).retrying, in(language).retry_over,
                                 refusal(language, RefusalReason::not_found)})
            EXPECT_LE(utf::utf16_length(text), limits::callback_answer_units_max);
}

TEST(Texts, names_are_escaped) {
    EXPECT_NE(welcome(Language::en, "<b>&").find("&lt;b&gt;&amp;"), std::string::npos);
}

TEST(Texts, russian_counts_in_three_forms) {
    for (auto const& [count, form] : std::map<std::size_t, std::size_t>{
             {1, 0}, {2, 1}, {4, 1}, {5, 2}, {11, 2}, {12, 2}, {14, 2}, {21, 0}, {22, 1}, {111, 2}, {121, 0}})
        EXPECT_EQ(plural_form(Language::ru, count), form) << count;
    EXPECT_NE(working_on_several(Language::ru, 3, {}).find("3 записи"), std::string::npos);
    EXPECT_NE(working_on_several(Language::en, 3, {}).find("3 recordings"), std::string::npos);
}

TEST(Texts, times_and_dates_read_well) {
    using namespace std::chrono_literals;
    EXPECT_EQ(clock_time(7s), "0:07");
    EXPECT_EQ(clock_time(754s), "12:34");
    EXPECT_EQ(clock_time(3723s), "1:02:03");
    Time const day = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22);
    EXPECT_EQ(date(Language::en, day), "22 Nov 2026");
    EXPECT_EQ(date(Language::ru, day), "22 нояб. 2026");
}

}  // namespace
}  // namespace aisha::texts
