// Where paragraphs begin.
#include "services/transcript/paragraphs.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

std::string sentences(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += (i ? " " : "") + std::string("This is one more sentence here.");
    return text;
}

TEST(Paragraphs, a_short_text_is_one) {
    EXPECT_EQ(paragraphs_of("One. Two.", {}), std::vector<std::string>{"One. Two."});
    EXPECT_TRUE(paragraphs_of("", {}).empty());
}

TEST(Paragraphs, a_pause_begins_a_new_one) {
    auto const first = sentences(6), second = sentences(2);
    auto const text = first + " " + second;
    auto const with_pause = paragraphs_of(text, {{0, 10, first}, {12, 14, second}});
    EXPECT_EQ(with_pause, (std::vector<std::string>{first, second}));
    EXPECT_EQ(paragraphs_of(text, {{0, 10, first}, {10.5, 14, second}}).size(), 1U);
}

TEST(Paragraphs, a_long_one_ends_with_a_sentence) {
    auto const paragraphs = paragraphs_of(sentences(100), {});
    EXPECT_GT(paragraphs.size(), 3U);
    for (auto const& one : paragraphs) EXPECT_TRUE(one.ends_with('.')) << one;
}

TEST(Paragraphs, a_long_stretch_without_a_pause_is_divided_too) {
    auto const text = sentences(100);
    EXPECT_EQ(paragraphs_of(text, {{0, 300, text}}), paragraphs_of(text, {}));
}

TEST(Paragraphs, no_word_is_lost_whatever_the_segments_say) {
    auto const text = sentences(60);
    std::vector<TranscriptSegment> const others{{0, 1, "something else"}};
    for (auto const& segments : {std::vector<TranscriptSegment>{}, others}) {
        std::string joined;
        for (auto const& one : paragraphs_of(text, segments)) joined += (joined.empty() ? "" : " ") + one;
        EXPECT_EQ(joined, text);
    }
}

}  // namespace
}  // namespace aisha
