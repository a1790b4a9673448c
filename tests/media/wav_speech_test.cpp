// Loudness and parts of WAV files.
#include "media/wav_speech.hpp"

#include "core/limits/audio.hpp"
#include "tests/support/run.hpp"
#include "tests/support/speech_wav.hpp"

#include <gtest/gtest.h>

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

TEST(WavSpeech, is_measured_in_decibels) {
    TemporaryFolder const folder;
    auto const levels = measure_levels(folder.write("a.wav", speech_wav(sound_and_silence({1, 1, 0.5}))));
    ASSERT_EQ(levels.size(), 125U);
    EXPECT_NEAR(levels[10], -17, 1);  // noise of an amplitude of 8000
    EXPECT_NEAR(levels[70], -69, 2);
    EXPECT_NEAR(levels[120], -17, 1);
    auto const silent = measure_levels(folder.write("b.wav", speech_wav(std::vector<std::int16_t>(1000))));
    EXPECT_EQ(silent, Levels(4, -100)) << "the last frame may be short";
}

TEST(WavSpeech, a_part_has_its_samples_and_no_others) {
    TemporaryFolder const folder;
    auto const samples = sound_and_silence({2});
    auto const whole = folder.write("whole.wav", speech_wav(samples));
    auto const out = folder.path() / "part.wav";
    write_wav_part(whole, out, {500ms, 1250ms});
    EXPECT_EQ(read_file(out), speech_wav({samples.begin() + 8000, samples.begin() + 20000}));
    write_wav_part(whole, out, {1500ms, 9s});
    EXPECT_EQ(read_file(out), speech_wav({samples.begin() + 24000, samples.end()}))
        << "no further than the end";
    write_wav_part(whole, out, {5s, 9s});
    EXPECT_EQ(read_file(out), speech_wav({}));
}

TEST(WavSpeech, what_is_none_is_an_error) {
    TemporaryFolder const folder;
    for (auto const& bytes : {std::string("RIFF"), std::string(), std::string(100, 'x'),
                              "RIFF    WAVEfmt " + std::string(8, '\xff'), speech_wav({}).substr(0, 36)})
        EXPECT_THROW(measure_levels(folder.write("bad.wav", bytes)), std::runtime_error);
    auto stereo = speech_wav(sound_and_silence({1}));
    stereo[22] = 2;
    EXPECT_THROW(measure_levels(folder.write("stereo.wav", stereo)), std::runtime_error);
}

}  // namespace
}  // namespace aisha::tests
