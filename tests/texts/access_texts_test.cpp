// The texts of access: complete in both languages, with the same places, and short enough.
#include "core/limits.hpp"
#include "core/utf.hpp"
#include "tests/texts/compared.hpp"
#include "texts/access.hpp"

namespace aisha::texts {
namespace {

using namespace std::chrono_literals;

TEST(AccessTexts, are_complete_in_both_languages_with_the_same_places) {
    compare(access(Language::en), access(Language::ru));
}

TEST(AccessTexts, spans_read_well) {
    EXPECT_EQ(span(Language::en, 40s), "40 s");
    EXPECT_EQ(span(Language::en, 725s), "12 min");
    EXPECT_EQ(span(Language::ru, 2h), "2 ч");
    EXPECT_EQ(span(Language::ru, 2h + 5min), "2 ч 5 мин");
}

TEST(AccessTexts, what_is_too_much_fits_into_the_answer_to_a_press) {
    for (auto const language : {Language::en, Language::ru})
        for (auto const& daily : {DailyLimit{QuotaKind::audio, Duration(999'999min).count(),
                                             Duration(999'998min).count(), 23h + 59min},
                                  DailyLimit{QuotaKind::texts, 999'999, 0, 23h + 59min},
                                  DailyLimit{QuotaKind::notes, 999'999, 0, 23h + 59min}})
            EXPECT_LE(utf::utf16_length(over_quota(language, daily)), limits::callback_answer_units_max)
                << over_quota(language, daily);
    EXPECT_NE(over_quota(Language::ru, {QuotaKind::texts, 5, 0, 1h}).find("5 записей"), std::string::npos);
    EXPECT_NE(over_quota(Language::ru, {QuotaKind::notes, 3, 0, 1h}).find("3 заметки"), std::string::npos);
}

TEST(AccessTexts, a_stranger_is_told_in_one_sentence) {
    for (auto const language : {Language::en, Language::ru})
        for (auto const mode : {AccessMode::invite, AccessMode::list}) {
            auto const text = closed(language, mode, UserId{123});
            EXPECT_EQ(text.find('.'), text.size() - 1) << text;
        }
}

}  // namespace
}  // namespace aisha::texts
