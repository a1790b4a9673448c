// The texts of whoever runs the bot.
#include "core/limits.hpp"
#include "core/utf.hpp"
#include "tests/texts/compared.hpp"
#include "texts/admin.hpp"
#include "texts/warnings.hpp"

namespace aisha::texts {
namespace {

template <class Enum, class Check>
void for_each_of(Check check) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto enumerator) { check(enumerator.value); });
}

TEST(AdminTexts, are_complete_in_both_languages_with_the_same_places) {
    compare(admin(Language::en), admin(Language::ru));
    compare(warnings(Language::en), warnings(Language::ru));
}

TEST(AdminTexts, have_words_for_every_warning_and_every_state) {
    for (auto const language : {Language::en, Language::ru}) {
        for_each_of<WarningKind>([&](WarningKind kind) {
            EXPECT_EQ(warning(language, kind, "<detail>").find("<detail>"), std::string::npos);
            EXPECT_EQ(warning(language, kind, "1").find("{}"), std::string::npos);
            EXPECT_FALSE(warning_over(language, kind).empty());
        });
        for_each_of<JobState>([&](JobState state) { EXPECT_FALSE(state_name(language, state).empty()); });
    }
}

TEST(AdminTexts, notices_are_short) {
    for (auto const language : {Language::en, Language::ru}) {
        auto const& words = admin(language);
        for (auto const& text :
             {words.job_runs_again, words.job_called_off, words.job_dismissed, words.job_gone, words.gone})
            EXPECT_LE(utf::utf16_length(text), limits::callback_answer_units_max);
    }
}

TEST(AdminTexts, moments_read_well) {
    Time const time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::minutes(605);
    EXPECT_EQ(moment(Language::en, time), "22 Nov 2026, 10:05 UTC");
}

}  // namespace
}  // namespace aisha::texts
