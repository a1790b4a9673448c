// Reading what ffprobe and ffmpeg print.
#include "media/ffmpeg_report.hpp"

#include "core/json.hpp"

#include <gtest/gtest.h>

namespace aisha::tests {
namespace {

using namespace std::string_view_literals;

TEST(FfmpegReport, a_probe_takes_the_first_sound_and_leaves_covers) {
    auto const info = read_probe(R"({"streams":[
        {"codec_name":"mjpeg","codec_type":"video","disposition":{"attached_pic":1}},
        {"codec_name":"aac","codec_type":"audio","disposition":{"attached_pic":0}},
        {"codec_name":"mp3","codec_type":"audio"}],
        "format":{"format_name":"mov,mp4","duration":"2.5"}})");
    EXPECT_EQ(info.format, "mov,mp4");
    EXPECT_TRUE(info.has_audio);
    EXPECT_FALSE(info.has_video);
    EXPECT_EQ(info.audio_codec, "aac");
    EXPECT_EQ(info.duration, std::chrono::milliseconds(2500));
}

TEST(FfmpegReport, a_probe_of_nothing_is_nothing) {
    for (auto const* text : {"{}", R"({"streams":[],"format":{}})", R"({"streams":[{}]})"}) {
        auto const info = read_probe(text);
        EXPECT_FALSE(info.has_audio || info.has_video) << text;
        EXPECT_EQ(info.duration, std::nullopt) << text;
    }
    EXPECT_THROW(read_probe("not JSON"), json::Error);
}

TEST(FfmpegReport, a_duration_that_nothing_can_have_is_none) {
    for (auto const* text : {"-1", "0", "nan", "inf", "1e300", "N/A", ""}) {
        auto const json = fmt::format(R"({{"format":{{"duration":"{}"}}}})", text);
        EXPECT_EQ(read_probe(json).duration, std::nullopt) << text;
    }
}

TEST(FfmpegReport, volume_is_the_filters_last_word) {
    auto const audio = read_volume("[Parsed_volumedetect_1 @ 0x1] n_samples: 8000\n"
                                   "  title : [Parsed_volumedetect_1 @ 0x1] n_samples: 5\n"
                                   "[Parsed_volumedetect_1 @ 0x1] n_samples: 16000\n"
                                   "[Parsed_volumedetect_1 @ 0x1] mean_volume: -21.1 dB\n"
                                   "[Parsed_volumedetect_1 @ 0x1] max_volume: -3.5 dB\n"
                                   "    max_volume: -90 dB\n");
    ASSERT_TRUE(audio);
    EXPECT_EQ(audio->duration, std::chrono::seconds(1));
    EXPECT_DOUBLE_EQ(audio->peak_db, -3.5);
}

TEST(FfmpegReport, no_sample_is_no_volume) {
    EXPECT_FALSE(read_volume(""));
    EXPECT_FALSE(read_volume("[Parsed_volumedetect_1 @ 0x1] n_samples: 0\n"));
    EXPECT_FALSE(read_volume("n_samples: 100\nmax_volume: -1 dB\n"));
    EXPECT_FALSE(read_volume("[Parsed_volumedetect_1 @ 0x1] n_samples: many\n"
                             "[Parsed_volumedetect_1 @ 0x1] max_volume: -1 dB\n"));
}

TEST(FfmpegReport, containers_are_known_by_their_first_bytes) {
    for (auto const bytes : {"OggS\0\2"sv, "RIFF1234WAVEfmt "sv, "RIFF1234AVI LIST"sv,
                             "\0\0\0\x20"sv
                             "ftypM4A "sv,
                             "ID3\4"sv, "\xFF\xFB\x90\x44"sv, "fLaC"sv, "#!AMR\n"sv, "\x1A\x45\xDF\xA3"sv})
        EXPECT_TRUE(begins_like_sound(bytes)) << bytes;
    for (auto const bytes : {""sv, "O"sv, "Ogg"sv, "%PDF-1.7"sv, "RIFF1234WEBP"sv, "#EXTM3U\n"sv, "PK\3\4"sv})
        EXPECT_FALSE(begins_like_sound(bytes)) << bytes;
}

TEST(FfmpegReport, the_last_line_is_short_and_not_empty) {
    EXPECT_EQ(last_line("first\nlast\n\n"), "last");
    EXPECT_EQ(last_line(""), "");
    EXPECT_EQ(last_line(std::string(1000, 'x')).size(), 200U);
}

}  // namespace
}  // namespace aisha::tests
