// Pieces become one text.
#include "services/transcript/joined_text.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

using namespace std::chrono_literals;

HeardPiece piece(Duration start, Duration end, std::string text, std::vector<Segment> segments = {}) {
    return {{start, end}, {.text = std::move(text), .language = "en", .segments = std::move(segments)}};
}

std::string joined(std::string const& first, std::string const& second, Duration overlap = 1500ms) {
    return join_pieces({piece(0s, 28s, first), piece(28s - overlap, 50s, second)}).text;
}

TEST(JoinPieces, puts_words_in_order_with_true_times) {
    auto const whole = join_pieces({piece(2s, 10s, "One. Two.", {{0, 3, "One.", {}}, {3, 9, "Two.", {}}}),
                                    piece(12s, 20s, ""), piece(20s, 30s, "Three.")});
    EXPECT_EQ(whole.text, "One. Two. Three.");
    ASSERT_EQ(whole.segments.size(), 3U);
    EXPECT_EQ(whole.segments[0].start_s, 2);
    EXPECT_EQ(whole.segments[1].start_s, 5);
    EXPECT_EQ(whole.segments[1].end_s, 10) << "not beyond its piece";
    EXPECT_EQ(whole.segments[2].start_s, 20);
    EXPECT_EQ(whole.segments[2].end_s, 30);
}

TEST(JoinPieces, words_on_both_sides_of_a_cut_stand_once) {
    EXPECT_EQ(joined("we went down to the river", "to the river and swam"),
              "we went down to the river and swam");
    EXPECT_EQ(joined("и тогда он сказал", "Он сказал, что придёт"), "и тогда он сказал что придёт");
    EXPECT_EQ(joined("the end of the story.", "Story and another"), "the end of the story. and another");
}

TEST(JoinPieces, whatever_marks_and_capitals_they_have) {
    EXPECT_EQ(joined("он спросил: «Ты идёшь…", "ты идёшь?» – и вышел"), "он спросил: «Ты идёшь… – и вышел");
    EXPECT_EQ(joined("she said “hello there”", "Hello, there! I am"), "she said “hello there” I am");
}

TEST(JoinPieces, a_word_that_was_cut_is_taken_from_the_side_that_has_it_whole) {
    EXPECT_EQ(joined("we are going to the sta", "ing to the station now"), "we are going to the station now");
}

TEST(JoinPieces, what_is_not_said_twice_stays) {
    EXPECT_EQ(joined("one two three", "four five six"), "one two three four five six");
    EXPECT_EQ(joined("the dog and the cat ran off", "they saw the house"),
              "the dog and the cat ran off they saw the house");
    EXPECT_EQ(join_pieces({piece(0s, 20s, "very good"), piece(21s, 40s, "good evening")}).text,
              "very good good evening")
        << "these two do not overlap";
}

TEST(JoinPieces, segments_lose_the_same_words) {
    auto const whole = join_pieces(
        {piece(0s, 28s, "We went down. To the riv",
               {{0, 20, "We went down.", {}}, {26, 28, "To the riv", {}}}),
         piece(26s, 50s, "To the river. Good.", {{0, 3, "To the river.", {}}, {4, 6, "Good.", {}}})});
    std::string words;
    for (auto const& segment : whole.segments) words += (words.empty() ? "" : " ") + segment.text;
    EXPECT_EQ(words, whole.text);
    EXPECT_EQ(whole.text, "We went down. To the river. Good.");
}

TEST(JoinPieces, a_long_segment_becomes_one_for_each_sentence) {
    auto const whole = join_pieces({piece(10s, 30s, "One two three. Да нет! And so on")});
    ASSERT_EQ(whole.segments.size(), 3U);
    EXPECT_EQ(whole.segments[0].text, "One two three.");
    EXPECT_EQ(whole.segments[1].text, "Да нет!");
    EXPECT_EQ(whole.segments[2].text, "And so on");
    EXPECT_EQ(whole.segments[0].start_s, 10);
    EXPECT_NEAR(whole.segments[1].start_s, 10 + 20 * 15.0 / 32, 0.01);
    EXPECT_EQ(whole.segments[2].end_s, 30);
    for (std::size_t at = 1; at < 3; ++at)
        EXPECT_EQ(whole.segments[at].start_s, whole.segments[at - 1].end_s);
}

TEST(JoinPieces, of_nothing_are_nothing) {
    EXPECT_EQ(join_pieces({}).text, "");
    EXPECT_EQ(joined("", "words"), "words");
    EXPECT_EQ(joined("words", ""), "words");
    EXPECT_EQ(joined("… – !", "?"), "… – ! ?");
}

}  // namespace
}  // namespace aisha
