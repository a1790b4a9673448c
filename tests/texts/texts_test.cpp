// The texts: complete in both languages, with the same places for values, and right where they count.
#include "texts/texts.hpp"

#include "bot/html.hpp"
#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/utf.hpp"
#include "texts/history.hpp"
#include "texts/privacy.hpp"
#include "texts/settings.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisha::texts {
namespace {

std::size_t places(std::string const& text) {
    std::size_t count = 0;
    for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + 2)) ++count;
    return count;
}

/// True where the text has a letter of that script.
bool has_cyrillic(std::string const& text) { return text.find("\xD0") != std::string::npos; }

template <class T, class Check>
void for_each_text(T const& (*of)(Language), Check check) {
    boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>,
                                     std::string>)
            check(member.name, of(Language::en).*member.pointer, of(Language::ru).*member.pointer);
    });
}

/// Names of formats and the like, which are the same everywhere.
std::set<std::string> const international{"save_docx", "save_vtt", "save_json", "keep_button_days"};

TEST(Texts, are_complete_in_both_languages_with_the_same_places) {
    std::size_t count = 0;
    auto const compare = [&](std::string const& name, std::string const& english,
                             std::string const& russian) {
        ++count;
        EXPECT_FALSE(english.empty()) << name;
        EXPECT_FALSE(russian.empty()) << name;
        EXPECT_EQ(places(english), places(russian)) << name;
        EXPECT_FALSE(has_cyrillic(english)) << name;
        EXPECT_EQ(has_cyrillic(russian), !international.contains(name)) << name;
    };
    for_each_text(in, compare);
    for_each_text(history, compare);
    for_each_text(settings, compare);
    for_each_text(privacy, compare);
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
        for (auto const& text :
             {in(language).old_button, in(language).retrying, in(language).retry_over,
              history(language).sending, history(language).deleted, history(language).again_question,
              history(language).again_begun, history(language).again_under_way,
              history(language).delete_question, history(language).search_gone, settings(language).saved,
              settings(language).group_admins_only, privacy(language).export_begun,
              refusal(language, RefusalReason::not_found)})
            EXPECT_LE(utf::utf16_length(text), limits::callback_answer_units_max);
}

TEST(Texts, plural_forms_are_complete) {
    for (auto const language : {Language::en, Language::ru}) {
        std::size_t const forms = language == Language::en ? 2 : 3;
        EXPECT_EQ(history(language).texts_plural.size(), forms);
        EXPECT_EQ(settings(language).days_plural.size(), forms);
    }
    EXPECT_EQ(days(Language::ru, 3), "3 дня");
    EXPECT_EQ(days(Language::en, 1), "1 day");
}

TEST(Texts, privacy_names_who_receives_what) {
    auto const here = privacy_overview(Language::en, {.has_speech = true});
    EXPECT_NE(here.find("go to nobody else"), std::string::npos);
    auto const there = privacy_overview(Language::en, {.database = "db.example",
                                                       .store = "s3.example",
                                                       .has_speech = true,
                                                       .speech = "api.openai.com",
                                                       .keep_days = 30});
    for (auto const* words :
         {"<code>db.example</code>", "<code>s3.example</code>", "<code>api.openai.com</code>", "30 days"})
        EXPECT_NE(there.find(words), std::string::npos) << words;
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
    EXPECT_EQ(date_and_time(Language::en, day, ""), "22 Nov 2026, 00:00");
    EXPECT_EQ(date_and_time(Language::ru, day, "Europe/Moscow"), "22 нояб. 2026, 03:00");
}

}  // namespace
}  // namespace aisha::texts
