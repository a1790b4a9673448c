// Loops, inventions and guesses.
#include "services/openai/doubt.hpp"

#include "core/limits/audio.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

Transcription text(std::string words) { return {.text = std::move(words), .language = {}, .segments = {}}; }

std::string repeated(std::string const& words, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += words;
    return result;
}

constexpr auto ordinary =
    "Мы приехали на станцию рано утром, когда ещё не рассвело. Поезд опаздывал, и на платформе почти никого "
    "не "
    "было. Сторож вынес нам чаю, и мы долго говорили с ним о том, как раньше здесь ходили пароходы, о "
    "большой воде "
    "и о том, что мост обещали построить ещё до войны. Потом из-за леса показались огни.";

TEST(Doubt, counts_equal_sentences_in_a_row) {
    EXPECT_EQ(repetitions("Мы пошли. И он ушёл. И он ушёл. И он ушёл. И всё."), 3);
    EXPECT_EQ(repetitions("No! No! No!"), 3);
    EXPECT_EQ(repetitions("Да. Нет. Да. Нет. Да."), 1);
    EXPECT_EQ(repetitions("Well... so... it goes..."), 1);
    EXPECT_EQ(repetitions(""), 0);
    EXPECT_EQ(repetitions("a a a a a"), 1);
}

TEST(Doubt, a_loop_without_full_stops_shows_in_its_compression) {
    EXPECT_LT(compression_ratio(ordinary), limits::compression_ratio_max);
    EXPECT_LT(compression_ratio(""), limits::compression_ratio_max);
    EXPECT_GT(compression_ratio(repeated("and then we go to the next one ", 12)),
              limits::compression_ratio_max);
    EXPECT_GT(compression_ratio(ordinary + repeated(" и так далее", 150)), limits::compression_ratio_max)
        << "a loop in one part of a long text";
}

TEST(Doubt, is_about_loops_and_guesses) {
    EXPECT_FALSE(is_doubtful(text(ordinary)));
    EXPECT_TRUE(is_doubtful(text("Так. Так. Так.")));
    EXPECT_TRUE(is_doubtful(text(repeated("and then we go to the next one ", 12))));
    auto guessed = text("one two");
    guessed.segments = {{.start_s = 0, .end_s = 1, .text = "one", .log_probability = -0.3},
                        {.start_s = 1, .end_s = 2, .text = "two", .log_probability = -1.3}};
    EXPECT_TRUE(is_doubtful(guessed));
    EXPECT_EQ(marked(guessed).text, "one [two…?]");
    EXPECT_EQ(marked(guessed).segments.at(1).text, "[two…?]");
}

TEST(Doubt, what_somebody_may_have_said_three_times_stays) {
    EXPECT_EQ(marked(text("Нет! Нет! Нет!")).text, "Нет! Нет! Нет!");
}

TEST(Doubt, a_certain_loop_is_shown_once_and_not_as_said) {
    EXPECT_EQ(marked(text("Начали. " + repeated("И он ушёл. ", 9) + "Конец.")).text,
              "Начали. [И он ушёл…?] Конец.");
    auto const endless = marked(text(repeated("and then we go to the next one ", 40))).text;
    EXPECT_TRUE(endless.starts_with("[") && endless.ends_with("…?]")) << endless;
}

}  // namespace
}  // namespace aisha
