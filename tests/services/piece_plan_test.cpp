// Where recordings are cut.
#include "services/transcript/piece_plan.hpp"

#include "core/limits/audio.hpp"

#include <gtest/gtest.h>

#include <random>

namespace aisha {
namespace {

using namespace std::chrono_literals;

/// Levels of stretches: how many seconds at how many dB, with a little unrest.
Levels levels_of(std::vector<std::pair<double, int>> const& stretches) {
    Levels levels;
    std::minstd_rand random(5);
    for (auto const& [seconds, level] : stretches)
        for (int i = 0; i < static_cast<int>(seconds * 50); ++i)
            levels.push_back(static_cast<std::int8_t>(level - static_cast<int>(random() % 3)));
    return levels;
}

Duration length_of(Levels const& levels) {
    return Duration(limits::level_frame) * static_cast<std::int64_t>(levels.size());
}

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

std::vector<Stretch> plan(Levels const& levels, Duration longest = 28s, Duration silence_max = 28s) {
    return plan_pieces(levels, length_of(levels), {.longest = longest, .silence_max = silence_max});
}

TEST(FindSpeech, is_what_stands_out_of_the_noise_however_loud_that_is) {
    for (int const noise : {-75, -55, -40}) {
        auto const levels = levels_of({{3, noise}, {2, -15}, {2, noise}, {1, -18}, {3, noise}});
        auto const speech = find_speech(levels, length_of(levels));
        ASSERT_EQ(speech.size(), 2U) << noise;
        EXPECT_NEAR(seconds(speech[0].start), 2.7, 0.05) << noise;
        EXPECT_NEAR(seconds(speech[0].end), 5.3, 0.05) << noise;
        EXPECT_NEAR(seconds(speech[1].start), 6.7, 0.05) << noise;
    }
}

TEST(FindSpeech, short_pauses_belong_to_it) {
    auto const levels = levels_of({{1, -70}, {1, -15}, {0.3, -70}, {1, -15}, {1, -70}});
    EXPECT_EQ(find_speech(levels, length_of(levels)).size(), 1U);
}

TEST(FindSpeech, talk_without_a_pause_and_pure_noise_are_one_stretch) {
    for (auto const& levels : {levels_of({{60, -15}}), levels_of({{60, -98}}), Levels{-20, -21}}) {
        auto const speech = find_speech(levels, length_of(levels));
        ASSERT_EQ(speech.size(), 1U);
        EXPECT_EQ(speech[0].length(), length_of(levels));
    }
}

TEST(PlanPieces, fill_what_the_service_takes_and_end_in_pauses) {
    std::vector<std::pair<double, int>> stretches;
    for (int i = 0; i < 40; ++i) stretches.insert(stretches.end(), {{4, -15}, {0.9, -60}});
    auto const levels = levels_of(stretches);
    auto const pieces = plan(levels);
    EXPECT_LE(pieces.size(), 9U);
    for (std::size_t at = 0; at < pieces.size(); ++at) {
        EXPECT_LE(pieces[at].length(), 28s);
        if (at > 0) EXPECT_GE(pieces[at].start, pieces[at - 1].end) << "no word is in two pieces";
    }
    EXPECT_LT(seconds(pieces.front().start), 0.1);
    EXPECT_NEAR(seconds(pieces.back().end), 40 * 4.9 - 0.6, 0.1);
}

TEST(PlanPieces, prefer_the_longer_pause) {
    std::vector<std::pair<double, int>> stretches;
    for (int i = 0; i < 12; ++i) stretches.insert(stretches.end(), {{3.4, -15}, {i == 6 ? 1.2 : 0.6, -60}});
    auto const pieces = plan(levels_of(stretches));
    EXPECT_NEAR(seconds(pieces.front().end), 6 * 4.0 + 3.4 + 0.3, 0.1);
}

TEST(PlanPieces, leave_silence_out) {
    auto const levels = levels_of({{300, -70}, {10, -15}, {600, -70}, {10, -15}, {300, -70}});
    for (auto const longest : {Duration(28s), Duration(20min)}) {
        auto const pieces = plan(levels, longest, 10s);
        ASSERT_EQ(pieces.size(), 2U);
        EXPECT_NEAR(seconds(pieces[0].length()), 10.6, 0.1);
        EXPECT_NEAR(seconds(pieces[1].start), 909.7, 0.1);
    }
}

TEST(PlanPieces, cut_through_talk_without_pauses_where_it_is_quietest_and_overlap_there) {
    auto const levels = levels_of({{20, -15}, {0.3, -30}, {40, -15}});
    auto const pieces = plan(levels);
    ASSERT_EQ(pieces.size(), 3U);
    auto const cut = seconds(pieces[0].end) - seconds(limits::piece_overlap) / 2;
    EXPECT_NEAR(cut, 20.15, 0.1);
    for (std::size_t at = 0; at < pieces.size(); ++at) {
        EXPECT_LE(pieces[at].length(), 28s);
        if (at > 0) EXPECT_EQ(pieces[at - 1].end - pieces[at].start, Duration(limits::piece_overlap));
    }
    EXPECT_EQ(pieces.front().start, 0s);
    EXPECT_EQ(pieces.back().end, length_of(levels));
}

TEST(PlanPieces, of_any_levels_hold_all_speech_and_come_to_an_end) {
    std::minstd_rand random(1);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::pair<double, int>> stretches;
        auto const count = 1 + random() % 40;
        for (unsigned i = 0; i < count; ++i)
            stretches.emplace_back(static_cast<double>(random() % 4000) / 100,
                                   -static_cast<int>(random() % 98));
        auto const levels = levels_of(stretches);
        auto const length = length_of(levels);
        auto const pieces = plan(levels, 28s, round % 2 == 0 ? Duration(28s) : Duration(5s));
        auto const speech = find_speech(levels, length);
        EXPECT_EQ(pieces.front().start, speech.front().start);
        EXPECT_EQ(pieces.back().end, speech.back().end);
        for (auto const& one : pieces) EXPECT_LE(one.length(), 28s);
        for (auto const& one : speech)
            for (auto at = one.start; at < one.end; at += 100ms)
                EXPECT_TRUE(std::ranges::any_of(
                    pieces, [&](Stretch const& piece) { return piece.start <= at && at < piece.end; }))
                    << round << " loses what is said at " << seconds(at);
    }
}

TEST(Halves, are_cut_where_it_is_quietest_until_they_are_too_short) {
    auto const levels = levels_of({{12, -15}, {0.4, -50}, {12, -15}});
    auto const two = halves(levels, {0s, length_of(levels)});
    ASSERT_TRUE(two);
    EXPECT_NEAR(seconds(two->first.end) - seconds(limits::piece_overlap) / 2, 12.2, 0.1);
    EXPECT_EQ(two->second.end, length_of(levels));
    EXPECT_FALSE(halves(levels, {0s, 1s}));
    int cuts = 0;
    for (std::optional<std::pair<Stretch, Stretch>> half = two; half; half = halves(levels, half->second))
        ++cuts;
    EXPECT_LT(cuts, 10);
}

}  // namespace
}  // namespace aisha
