// Words and stems.
#include "services/transcript/search_terms.hpp"

#include "core/limits/history.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

using Terms = std::vector<std::string>;

TEST(SearchTerms, endings_and_letter_cases_do_not_matter) {
    EXPECT_EQ(wanted_terms("ВСТРЕЧА"), wanted_terms("встречи"));
    EXPECT_EQ(wanted_terms("договорами"), wanted_terms("договор"));
    EXPECT_EQ(wanted_terms("Meetings"), wanted_terms("meeting"));
    EXPECT_EQ(wanted_terms("Ёжик"), wanted_terms("ежик"));
    EXPECT_NE(wanted_terms("договор"), wanted_terms("разговор"));
}

TEST(SearchTerms, punctuation_divides_and_is_dropped) {
    EXPECT_EQ(search_terms("«Раз», два—три… раз!"), search_terms("раз два три"));
    EXPECT_EQ(wanted_terms("a-b_c"), (Terms{"a", "b", "c"}));
    EXPECT_TRUE(search_terms(" \n…—!🙂 ").empty());
}

TEST(SearchTerms, scripts_without_spaces_are_found_by_their_characters) {
    EXPECT_TRUE(search_terms("今日は会議").contains("会"));
}

TEST(SearchTerms, there_are_bounds) {
    std::string many;
    for (int i = 0; i < 100; ++i) many += "word" + std::to_string(i) + " ";
    EXPECT_EQ(wanted_terms(many).size(), limits::search_terms_max);
    std::string long_word;
    for (int i = 0; i < 500; ++i) long_word += "щ";
    for (auto const& term : search_terms(long_word)) EXPECT_LE(term.size(), limits::term_bytes_max);
    EXPECT_NO_THROW(search_terms("\xFF\xD0 broken \xE2\x80"));
}

}  // namespace
}  // namespace aisha
