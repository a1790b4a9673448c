// Cutting texts: nothing lost, nothing too long, cut where it does no harm.
#include "services/transcript/text_parts.hpp"

#include "core/limits/notes.hpp"
#include "core/utf.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aisha {
namespace {

std::string without_spaces(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    return text;
}

void expect_whole(std::string const& text, std::size_t units_max) {
    auto const parts = text_parts(text, units_max);
    std::string all;
    for (auto const& part : parts) {
        EXPECT_LE(utf::utf16_length(part.text), units_max);
        EXPECT_TRUE(utf::valid(part.text));
        EXPECT_TRUE(utf::valid(part.before));
        EXPECT_LE(utf::utf16_length(part.before), limits::note_before_units);
        all += part.text;
    }
    EXPECT_EQ(without_spaces(all), without_spaces(text));
}

TEST(TextParts, a_short_text_is_one_part) {
    auto const parts = text_parts("  Коротко.\n", 100);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].text, "Коротко.");
    EXPECT_EQ(parts[0].before, "");
    EXPECT_TRUE(text_parts(" \n", 100).empty());
}

TEST(TextParts, are_cut_at_sentences_and_know_what_came_before) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "Предложение номер " + std::to_string(i) + ". ";
    auto const parts = text_parts(text, 300);
    ASSERT_GT(parts.size(), 4U);
    for (auto const& part : parts) {
        EXPECT_TRUE(part.text.starts_with("Предложение")) << part.text;
        EXPECT_TRUE(part.text.ends_with('.')) << part.text;
    }
    EXPECT_TRUE(parts[0].text.ends_with(parts[1].before.substr(parts[1].before.size() - 20)));
    expect_whole(text, 300);
}

TEST(TextParts, lose_nothing_whatever_the_text_is_like) {
    std::string no_spaces;
    for (int i = 0; i < 700; ++i) no_spaces += i % 7 == 0 ? "😀" : "ж";
    expect_whole(no_spaces, 100);
    std::string words;
    for (int i = 0; i < 900; ++i) words += "слово" + std::to_string(i) + (i % 50 == 49 ? "\n\n" : " ");
    expect_whole(words, 500);
    expect_whole(words, 37);
    expect_whole(std::string(5000, 'a') + ". " + std::string(5000, 'b'), 999);
}

TEST(TextParts, are_of_about_one_size) {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "word ";
    auto const parts = text_parts(text, limits::note_part_units);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_GT(parts[1].text.size(), limits::note_part_units / 4);
}

}  // namespace
}  // namespace aisha
