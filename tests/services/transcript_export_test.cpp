// Files that transcripts become.
#include "services/transcript/transcript_export.hpp"

#include "core/json.hpp"
#include "core/limits/history.hpp"
#include "core/utf.hpp"
#include "tests/services/run_program.hpp"
#include "tests/support/run.hpp"

namespace aisha {
namespace {

using tests::run_program;

ExportedTranscript sample() {
    ExportedTranscript what;
    what.transcript.text = "Первое предложение & <тест>. Второе предложение.";
    what.transcript.language = "ru";
    what.transcript.duration_us = 65'500'000;
    what.segments = {{0.5, 2.25, "Первое предложение & <тест>."}, {3, 65.5, "Второе предложение."}};
    what.title = "Встреча";
    what.about = "28 нояб. 2026";
    return what;
}

std::string written(ExportFormat format) {
    tests::TemporaryFolder const folder;
    auto const file = folder.path() / "file";
    write_export(sample(), format, file);
    return tests::read_file(file);
}

TEST(TranscriptExport, text_has_title_and_words) {
    EXPECT_EQ(written(ExportFormat::txt),
              "Встреча\n28 нояб. 2026\n\nПервое предложение & <тест>. Второе предложение.\n");
}

TEST(TranscriptExport, srt_has_numbers_and_times) {
    EXPECT_EQ(written(ExportFormat::srt), "1\n00:00:00,500 --> 00:00:02,250\nПервое предложение & <тест>.\n\n"
                                          "2\n00:00:03,000 --> 00:01:05,500\nВторое предложение.\n\n");
}

TEST(TranscriptExport, vtt_escapes_what_means_something_there) {
    auto const text = written(ExportFormat::vtt);
    EXPECT_TRUE(text.starts_with("WEBVTT\n\n00:00:00.500 --> 00:00:02.250\n")) << text;
    EXPECT_NE(text.find("предложение &amp; &lt;тест&gt;."), std::string::npos);
}

TEST(TranscriptExport, json_has_it_all) {
    auto const value = json::parse(written(ExportFormat::json));
    EXPECT_EQ(value.at("language").as_string(), "ru");
    EXPECT_EQ(value.at("duration_s").as_double(), 65.5);
    EXPECT_EQ(value.at("segments").as_array().size(), 2U);
    EXPECT_EQ(value.at("created_at").as_string(), "1970-01-01T00:00:00Z");
}

TEST(TranscriptExport, long_stretches_become_several_subtitles) {
    std::string words;
    for (int i = 0; i < 60; ++i) words += "слово" + std::to_string(i) + " ";
    auto const subtitles = subtitles_of(words, {{10, 40, words}}, 40);
    ASSERT_GT(subtitles.size(), 3U);
    EXPECT_EQ(subtitles.front().start_s, 10);
    EXPECT_NEAR(subtitles.back().end_s, 40, 0.001);
    for (std::size_t at = 0; at < subtitles.size(); ++at) {
        EXPECT_LE(subtitles[at].lines.size(), 2U);
        for (auto const& line : subtitles[at].lines)
            EXPECT_LE(utf::utf16_length(line), limits::subtitle_line_units);
        if (at > 0) EXPECT_NEAR(subtitles[at].start_s, subtitles[at - 1].end_s, 0.001);
    }
    EXPECT_TRUE(subtitles_of("", {}, 5).empty());
}

TEST(TranscriptExport, names_are_safe_for_any_system) {
    EXPECT_EQ(file_name_for("План: 1/2 \"итог\"?\n", "docx"), "План 1 2 итог.docx");
    EXPECT_EQ(file_name_for("../../etc/passwd", "txt"), "etc passwd.txt");
    EXPECT_EQ(file_name_for("...", "txt"), "transcript.txt");
    std::string const name = file_name_for(std::string(500, 'x'), "txt");
    EXPECT_LT(name.size(), 70U);
}

TEST(TranscriptExport, ffmpeg_reads_the_subtitles) {
    for (auto const format : {ExportFormat::srt, ExportFormat::vtt}) {
        tests::TemporaryFolder const folder;
        auto const file = folder.path() / fmt::format("s.{}", json::name_of(format));
        write_export(sample(), format, file);
        auto const [code, output] = run_program(fmt::format(
            "ffprobe -v error -show_entries packet=pts_time,duration_time -of csv=p=0 {}", file.string()));
        EXPECT_EQ(code, 0) << output;
        EXPECT_EQ(output, "0.500000,1.750000\n3.000000,62.500000\n");
    }
}

TEST(TranscriptExport, a_word_document_is_an_archive) {
    EXPECT_EQ(written(ExportFormat::docx).substr(0, 2), "PK");
}

}  // namespace
}  // namespace aisha
