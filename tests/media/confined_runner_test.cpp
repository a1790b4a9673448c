// What people send: every usual container and codec, decoded by the real ffmpeg under confinement.
#include "media/confined_runner.hpp"

#include "media/wav_speech.hpp"
#include "tests/media/recordings.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;
using Arguments = std::vector<std::string>;

class ConfinedRunnerTest : public ::testing::Test {
protected:
    /// Names in the folder, to see what was left.
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (auto const& entry : std::filesystem::directory_iterator(folder_.path()))
            names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        return names;
    }

    std::filesystem::path make(std::string const& name, Arguments const& arguments) {
        auto const file = folder_.path() / name;
        make_recording(arguments, file);
        return file;
    }

    SpeechAudio extract(std::filesystem::path const& in) {
        return run(loop_, runner_.extract_speech(in, out_));
    }

    SpeechFormat cut(std::filesystem::path const& in, Duration start, Duration end) {
        return run(loop_, runner_.cut(in, out_, {start, end}));
    }

    /// ffmpeg's hash of the packets, whatever the container.
    std::string packets(std::filesystem::path const& file) {
        return read_file(make("hash", {"-i", file.string(), "-map", "0:a", "-c", "copy", "-f", "hash"}));
    }

    static double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

    asio::io_context loop_{1};
    TemporaryFolder folder_;
    std::filesystem::path out_ = folder_.path() / "out";
    SystemClock clock_;
    ConfinedRunner runner_{clock_, silent_log(), AISHA_MEDIA_PROGRAM};
};

struct Kind {
    std::string name;
    std::string file;
    Arguments encoding;
    std::string format;
    std::string codec;
    bool video = false;
};

void PrintTo(Kind const& kind, std::ostream* out) { *out << kind.name; }

class FfmpegKinds : public ConfinedRunnerTest, public ::testing::WithParamInterface<Kind> {};

TEST_P(FfmpegKinds, are_probed_and_become_16_khz_mono) {
    auto const& kind = GetParam();
    Arguments arguments =
        kind.video ? Arguments{"-f", "lavfi", "-i", "testsrc=duration=2:size=64x64:rate=10"} : Arguments{};
    auto const sound = tone("2", kind.encoding);
    arguments.insert(arguments.end(), sound.begin(), sound.end());
    auto const made = make(kind.file, arguments);
    auto const in = folder_.path() / "no extension";
    std::filesystem::rename(made, in);

    auto const info = run(loop_, runner_.probe(in));
    EXPECT_EQ(info.format, kind.format);
    EXPECT_EQ(info.audio_codec, kind.codec);
    EXPECT_TRUE(info.has_audio);
    EXPECT_EQ(info.has_video, kind.video);
    if (info.duration) EXPECT_NEAR(seconds(*info.duration), 2, 0.2);

    auto const audio = extract(in);
    EXPECT_NEAR(seconds(audio.duration), 2, 0.2);
    EXPECT_NEAR(audio.peak_db, -18, 2);  // lavfi's sine has an amplitude of 1/8

    auto const speech = run(loop_, runner_.probe(out_));
    EXPECT_EQ(speech.format, "wav");
    EXPECT_EQ(speech.audio_codec, "pcm_s16le");
    constexpr std::uintmax_t wav_header_bytes = 44;
    auto const samples = static_cast<double>(std::filesystem::file_size(out_) - wav_header_bytes) / 2;
    EXPECT_NEAR(samples / limits::speech_sample_rate, seconds(audio.duration), 0.001);
    EXPECT_EQ(files(), (std::vector<std::string>{"no extension", "out"}));
}

constexpr auto mp4 = "mov,mp4,m4a,3gp,3g2,mj2";

INSTANTIATE_TEST_SUITE_P(
    Media, FfmpegKinds,
    ::testing::Values(
        Kind{"voice", "a.ogg", {"-c:a", "libopus", "-b:a", "24k"}, "ogg", "opus"},
        Kind{"vorbis", "a.ogg", {"-c:a", "libvorbis"}, "ogg", "vorbis"},
        Kind{"speex", "a.spx", {"-c:a", "libspeex", "-ar", "16000"}, "ogg", "speex"},
        Kind{"mp3", "a.mp3", {}, "mp3", "mp3"}, Kind{"m4a", "a.m4a", {}, mp4, "aac"},
        Kind{"alac", "a.m4a", {"-c:a", "alac"}, mp4, "alac"}, Kind{"adts", "a.aac", {}, "aac", "aac"},
        Kind{"wav", "a.wav", {}, "wav", "pcm_s16le"},
        Kind{"wav_24_bit", "a.wav", {"-c:a", "pcm_s24le", "-ar", "96000"}, "wav", "pcm_s24le"},
        Kind{"telephone", "a.wav", {"-c:a", "pcm_alaw", "-ar", "8000"}, "wav", "pcm_alaw"},
        Kind{"flac", "a.flac", {}, "flac", "flac"}, Kind{"wma", "a.wma", {}, "asf", "wmav2"},
        Kind{"aiff", "a.aiff", {}, "aiff", "pcm_s16be"}, Kind{"ac3", "a.ac3", {}, "ac3", "ac3"},
        Kind{"caf", "a.caf", {}, "caf", "pcm_s16be"}, Kind{"au", "a.au", {}, "au", "pcm_s16be"},
        Kind{"mp4_video", "a.mp4", {"-c:v", "libx264"}, mp4, "aac", true},
        Kind{"mov_video", "a.mov", {"-c:v", "libx264"}, mp4, "aac", true},
        Kind{"webm_video", "a.webm", {"-c:v", "libvpx"}, "matroska,webm", "opus", true},
        Kind{"mkv_video", "a.mkv", {"-c:v", "libx264", "-c:a", "libmp3lame"}, "matroska,webm", "mp3", true},
        Kind{"avi_video", "a.avi", {"-c:v", "mpeg4", "-c:a", "libmp3lame"}, "avi", "mp3", true},
        Kind{"ts_video", "a.ts", {"-c:v", "libx264", "-c:a", "aac"}, "mpegts", "aac", true},
        Kind{"webm_voice", "a.webm", {"-c:a", "libopus"}, "matroska,webm", "opus"}),
    [](auto const& info) { return info.param.name; });

TEST_F(ConfinedRunnerTest, amr_of_old_telephones_is_read) {
    auto const in = folder_.write("in", amr_noise(100));
    auto const info = run(loop_, runner_.probe(in));
    EXPECT_EQ(info.audio_codec, "amr_nb");
    EXPECT_NEAR(seconds(extract(in).duration), 2, 0.1);
}

TEST_F(ConfinedRunnerTest, six_channels_become_one_and_keep_their_level) {
    auto const in = make("in.flac", {"-f", "lavfi", "-i", "sine=frequency=440:duration=1", "-ac", "6"});
    auto const audio = extract(in);
    EXPECT_NEAR(seconds(audio.duration), 1, 0.1);
    EXPECT_GT(audio.peak_db, -40);
}

TEST_F(ConfinedRunnerTest, a_cover_picture_is_no_video) {
    auto const picture = make("cover.png", {"-f", "lavfi", "-i", "color=red:size=32x32", "-frames:v", "1"});
    auto const in = make("in.mp3", {"-f", "lavfi", "-i", "sine=duration=1", "-i", picture.string(), "-map",
                                    "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"});
    auto const info = run(loop_, runner_.probe(in));
    EXPECT_TRUE(info.has_audio);
    EXPECT_FALSE(info.has_video);
    EXPECT_NEAR(seconds(extract(in).duration), 1, 0.1);
}

TEST_F(ConfinedRunnerTest, a_moment_of_sound_is_enough) {
    auto const in = make("in.ogg", tone("0.05", {"-c:a", "libopus"}));
    auto const audio = extract(in);
    EXPECT_GT(seconds(audio.duration), 0.03);
    EXPECT_LT(seconds(audio.duration), 0.2);
}

TEST_F(ConfinedRunnerTest, silence_shows_in_the_peak) {
    auto const in =
        make("in.ogg", {"-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono", "-t", "1", "-c:a", "libopus"});
    EXPECT_LT(extract(in).peak_db, -60);
}

TEST_F(ConfinedRunnerTest, a_part_of_anything_is_opus_in_ogg) {
    auto const in = make("in.flac", tone("9", {}));
    EXPECT_EQ(cut(in, 2s, 6s), SpeechFormat::ogg);
    auto const info = run(loop_, runner_.probe(out_));
    EXPECT_EQ(info.format, "ogg");
    EXPECT_EQ(info.audio_codec, "opus");
    ASSERT_TRUE(info.duration);
    EXPECT_NEAR(seconds(*info.duration), 4, 0.1);
    constexpr std::uintmax_t bytes_a_second_max = 4500;
    EXPECT_LT(std::filesystem::file_size(out_), 4 * bytes_a_second_max);
}

/// A tone in the fourth second of eight, to see whether a cut is where it should be.
TEST_F(ConfinedRunnerTest, compressed_sound_is_cut_in_the_right_place_without_encoding_it_again) {
    struct Case {
        std::string file;
        Arguments encoding;
        SpeechFormat format;
        std::string codec;
    };
    for (auto const& one :
         std::vector<Case>{{"a.ogg", {"-c:a", "libopus", "-b:a", "24k"}, SpeechFormat::ogg, "opus"},
                           {"a.mp3", {"-q:a", "5"}, SpeechFormat::mp3, "mp3"},
                           {"a.m4a", {"-c:a", "aac"}, SpeechFormat::m4a, "aac"},
                           {"a.aac", {"-c:a", "aac"}, SpeechFormat::m4a, "aac"}}) {
        Arguments arguments{"-f", "lavfi", "-i",
                            "aevalsrc=sin(2*PI*440*t)*between(t\\,4\\,5):duration=8:sample_rate=48000"};
        arguments.insert(arguments.end(), one.encoding.begin(), one.encoding.end());
        auto const in = make(one.file, arguments);
        EXPECT_EQ(cut(in, 3500ms, 5500ms), one.format) << one.file;
        auto const piece = folder_.path() / "piece";
        std::filesystem::rename(out_, piece);
        EXPECT_EQ(run(loop_, runner_.probe(piece)).audio_codec, one.codec) << one.file;
        EXPECT_NEAR(seconds(extract(piece).duration), 2, 0.15) << one.file;
        auto const levels = measure_levels(out_);
        auto const first = std::ranges::find_if(levels, [](int level) { return level > -20; });
        EXPECT_NEAR(0.02 * static_cast<double>(first - levels.begin()), 0.5, 0.12) << one.file;
        std::filesystem::remove(piece);
    }
}

TEST_F(ConfinedRunnerTest, names_in_the_file_go_no_further) {
    auto const in = make("in.m4a", tone("1", {"-metadata", "title=Secret conversation"}));
    extract(in);
    EXPECT_FALSE(read_file(out_).contains("Secret"));
    cut(in, 0s, 1s);
    EXPECT_FALSE(read_file(out_).contains("Secret"));
}

TEST_F(ConfinedRunnerTest, a_file_may_be_named_anything) {
    auto const bytes = read_file(make("in.ogg", tone("1", {"-c:a", "libopus"})));
    for (auto const& name :
         {std::string("it's \"quoted\".ogg"), std::string("line\nbreak.ogg"), std::string("-i.ogg"),
          std::string("http:host.ogg"), std::string("concat:a|b"), std::string("%d %s.ogg"),
          std::string("\xD0\xB3\xD0\xBE\xD0\xBB\xD0\xBE\xD1\x81.ogg"), std::string("\xFF\xFE.ogg")}) {
        auto const in = folder_.write(name, bytes);
        EXPECT_EQ(run(loop_, runner_.probe(in)).audio_codec, "opus") << name;
        auto const out = folder_.path() / (name + " out");
        run(loop_, runner_.extract_speech(in, out));
        EXPECT_TRUE(std::filesystem::exists(out)) << name;
    }
}

TEST_F(ConfinedRunnerTest, an_older_result_is_replaced) {
    auto const in = make("in.ogg", tone("1", {"-c:a", "libopus"}));
    folder_.write("out", std::string(100'000, 'x'));
    extract(in);
    EXPECT_TRUE(read_file(out_).starts_with("RIFF"));
    EXPECT_LT(std::filesystem::file_size(out_), 40'000U);
}

TEST_F(ConfinedRunnerTest, opus_from_webm_is_put_into_ogg_untouched) {
    auto const in = make("in.webm", tone("2", {"-c:a", "libopus", "-b:a", "40k"}));
    run(loop_, runner_.remux_to_ogg(in, out_));
    auto const info = run(loop_, runner_.probe(out_));
    EXPECT_EQ(info.format, "ogg");
    EXPECT_EQ(info.audio_codec, "opus");
    ASSERT_TRUE(info.duration);
    EXPECT_NEAR(seconds(*info.duration), 2, 0.1);
    EXPECT_EQ(packets(in), packets(out_));
}

TEST_F(ConfinedRunnerTest, other_sound_becomes_opus_in_ogg) {
    auto const in = make("in.webm", tone("2", {"-c:a", "libvorbis"}));
    run(loop_, runner_.remux_to_ogg(in, out_));
    auto const info = run(loop_, runner_.probe(out_));
    EXPECT_EQ(info.format, "ogg");
    EXPECT_EQ(info.audio_codec, "opus");
}

TEST_F(ConfinedRunnerTest, check_finds_the_programs) { run(loop_, runner_.check()); }

}  // namespace
}  // namespace aisha::tests
