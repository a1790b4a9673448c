// UTF-8 from anywhere, and Telegram's way to count.
#include "core/utf.hpp"

#include <gtest/gtest.h>

namespace aisha::tests {
namespace {

constexpr auto smile = "\xF0\x9F\x98\x80";    // U+1F600, two UTF-16 units
constexpr auto ya = "\xD1\x8F";               // U+044F
constexpr auto replacement = "\xEF\xBF\xBD";  // U+FFFD

TEST(Utf, valid_takes_what_the_standard_takes) {
    for (auto const* text :
         {"", "plain", "\xD1\x8F", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xF4\x8F\xBF\xBF", "\xC2\x80", "\xE0\xA0\x80", "\xF0\x90\x80\x80"})
        EXPECT_TRUE(utf::valid(text)) << text;
}

TEST(Utf, valid_refuses_what_the_standard_refuses) {
    for (auto const* text :
         {"\x80", "\xC3", "a\xFF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xF0\x9F\x98", "\xE2(\xA1", "\xD1\x8F\x8F"})
        EXPECT_FALSE(utf::valid(text)) << text;
}

TEST(Utf, repaired_text_is_valid_and_keeps_what_was_good) {
    EXPECT_EQ(utf::repaired("plain"), "plain");
    EXPECT_EQ(utf::repaired(std::string("a\xFF") + ya), std::string("a") + replacement + ya);
    EXPECT_EQ(utf::repaired("\xF0\x9F\x98"), std::string(replacement) + replacement + replacement);
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second) {
            std::string const text{static_cast<char>(first), static_cast<char>(second), 'z'};
            auto const repaired = utf::repaired(text);
            EXPECT_TRUE(utf::valid(repaired));
            EXPECT_TRUE(repaired.ends_with('z'));
        }
}

TEST(Utf, lengths_are_counted_as_telegram_does) {
    auto const text = std::string("a") + ya + smile;
    EXPECT_EQ(utf::length(text), 3U);
    EXPECT_EQ(utf::utf16_length(text), 4U);
    EXPECT_EQ(utf::length(""), 0U);
    EXPECT_EQ(utf::utf16_length(""), 0U);
}

TEST(Utf, capitals_of_english_and_russian_are_made_small) {
    EXPECT_EQ(utf::lower_case("Hello, ПРИВЕТ Ёж яРпП 😀 É"), "hello, привет ёж ярпп 😀 É");
}

TEST(Utf, a_prefix_never_cuts_a_code_point) {
    auto const text = std::string("a") + smile + ya;
    EXPECT_EQ(utf::utf16_prefix(text, 0), "");
    EXPECT_EQ(utf::utf16_prefix(text, 1), "a");
    EXPECT_EQ(utf::utf16_prefix(text, 2), "a");
    EXPECT_EQ(utf::utf16_prefix(text, 3), std::string("a") + smile);
    EXPECT_EQ(utf::utf16_prefix(text, 4), text);
    EXPECT_EQ(utf::utf16_prefix(text, 1000), text);
    EXPECT_EQ(utf::utf16_prefix("", 5), "");
}

}  // namespace
}  // namespace aisha::tests
