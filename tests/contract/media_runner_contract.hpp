// What every MediaRunner does, whoever decodes; a test of implementations includes this and instantiates it.
#pragma once

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "core/limits/audio.hpp"
#include "core/limits/photo.hpp"
#include "media/media_runner.hpp"
#include "media/pixels.hpp"
#include "media/wav_speech.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/run.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

namespace aisha::tests {

struct MediaRunnerCase {
    std::string name;
    std::function<std::unique_ptr<MediaRunner>()> make;
};

class MediaRunnerContract : public ::testing::TestWithParam<MediaRunnerCase> {
protected:
    static constexpr Duration one_second = std::chrono::seconds(1);

    /// One second of A as 16-bit samples at 16 kHz.
    static std::string tone_wav() {
        constexpr int rate = 16000;
        constexpr double pi = 3.14159265358979323846;
        std::string samples;
        for (int i = 0; i < rate; ++i) {
            auto const level = static_cast<std::int16_t>(8000 * std::sin(2 * pi * 440 * i / rate));
            append(samples, static_cast<std::uint16_t>(level), 2);
        }
        std::string wav = "RIFF";
        append(wav, 36 + samples.size(), 4);
        wav += "WAVEfmt ";
        append(wav, 16, 4);
        append(wav, 1, 2);  // PCM
        append(wav, 1, 2);  // one channel
        append(wav, rate, 4);
        append(wav, rate * 2, 4);
        append(wav, 2, 2);
        append(wav, 16, 2);
        wav += "data";
        append(wav, samples.size(), 4);
        return wav + samples;
    }

    static void append(std::string& bytes, std::uint64_t value, int size) {
        for (int i = 0; i < size; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xffU);
    }

    /// The reason why `task` is refused.
    template <class T>
    std::optional<RefusalReason> refusal(awaitable<T> task) {
        try {
            run(loop_, std::move(task));
        } catch (Refusal const& e) {
            return e.reason();
        }
        return std::nullopt;
    }

    /// A photo with these bytes, and where its results go.
    PhotoFiles photo(std::string const& name, std::string_view bytes) const {
        return {.photo = folder_.write(name, bytes),
                .cleaned = folder_.path() / (name + ".cleaned"),
                .preview = folder_.path() / (name + ".preview")};
    }

    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(folder_.path()), {}));
    }

    asio::io_context loop_{1};
    TemporaryFolder folder_;
    std::unique_ptr<MediaRunner> runner_ = GetParam().make();
};

TEST_P(MediaRunnerContract, a_recording_is_probed_and_extracted) {
    auto const in = folder_.write("recording", tone_wav());
    auto const out = folder_.path() / "speech";
    EXPECT_TRUE(run(loop_, runner_->probe(in)).has_audio);
    auto const audio = run(loop_, runner_->extract_speech(in, out));
    EXPECT_GT(audio.duration, Duration(0));
    EXPECT_LE(audio.peak_db, 0);
    EXPECT_GT(audio.peak_db, -60);
    EXPECT_GT(std::filesystem::file_size(out), 0U);
}

TEST_P(MediaRunnerContract, what_was_extracted_can_be_measured) {
    auto const in = folder_.write("recording", tone_wav());
    auto const out = folder_.path() / "speech";
    auto const audio = run(loop_, runner_->extract_speech(in, out));
    auto const levels = measure_levels(out);
    EXPECT_EQ(levels.size(), static_cast<std::size_t>(audio.duration / Duration(limits::level_frame)));
    EXPECT_GT(*std::ranges::max_element(levels), -60);
}

TEST_P(MediaRunnerContract, a_part_of_a_recording_is_a_file_of_its_own) {
    auto const in = folder_.write("recording", tone_wav());
    auto const out = folder_.path() / "piece";
    EXPECT_EQ(run(loop_, runner_->cut(in, out, {one_second / 4, one_second / 2})), SpeechFormat::ogg);
    EXPECT_GT(std::filesystem::file_size(out), 0U);
    EXPECT_TRUE(run(loop_, runner_->probe(out)).has_audio);
}

TEST_P(MediaRunnerContract, an_empty_file_is_refused_as_empty) {
    auto const in = folder_.write("empty.ogg", "");
    auto const out = folder_.path() / "out";
    EXPECT_EQ(refusal(runner_->probe(in)), RefusalReason::file_empty);
    EXPECT_EQ(refusal(runner_->extract_speech(in, out)), RefusalReason::file_empty);
    EXPECT_EQ(refusal(runner_->cut(in, out, {Duration(0), one_second})), RefusalReason::file_empty);
    EXPECT_EQ(refusal(runner_->remux_to_ogg(in, out)), RefusalReason::file_empty);
    EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_P(MediaRunnerContract, what_is_no_media_is_refused_as_not_audio) {
    auto const in = folder_.write("letter.ogg", "Dear Sir or Madam, this is no recording.\n");
    auto const out = folder_.path() / "out";
    EXPECT_EQ(refusal(runner_->probe(in)), RefusalReason::not_audio);
    EXPECT_EQ(refusal(runner_->extract_speech(in, out)), RefusalReason::not_audio);
    EXPECT_EQ(refusal(runner_->cut(in, out, {Duration(0), one_second})), RefusalReason::not_audio);
    EXPECT_EQ(refusal(runner_->remux_to_ogg(in, out)), RefusalReason::not_audio);
    EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_P(MediaRunnerContract, the_input_stays_as_it_was) {
    auto const bytes = tone_wav();
    auto const in = folder_.write("recording", bytes);
    run(loop_, runner_->extract_speech(in, folder_.path() / "out"));
    EXPECT_EQ(read_file(in), bytes);
}

TEST_P(MediaRunnerContract, several_run_at_once) {
    auto const in = folder_.write("recording", tone_wav());
    TaskGroup tasks(loop_.get_executor(), silent_log());
    int done = 0;
    auto const extract = [&](int number) -> awaitable<void> {
        auto const out = folder_.path() / std::to_string(number);
        co_await runner_->extract_speech(in, out);
        if (std::filesystem::exists(out)) ++done;
    };
    constexpr int at_once = 4;
    for (int i = 0; i < at_once; ++i) tasks.spawn("extract", extract(i));
    run(loop_, tasks.join());
    EXPECT_EQ(done, at_once);
}

TEST_P(MediaRunnerContract, a_photo_is_looked_at_cleaned_and_made_small) {
    auto const bytes = busy_png(600, 800, 1);
    auto const files = photo("portrait", bytes);
    auto const reports = run(loop_, runner_->inspect_photos({files}, FaceSearch::wanted));
    ASSERT_EQ(reports.size(), 1U);
    auto const& report = reports.front();
    EXPECT_FALSE(report.defect);
    EXPECT_EQ(report.bytes, bytes.size());
    EXPECT_EQ(report.sha256, sha256_hex(bytes));
    EXPECT_TRUE(report.format);
    EXPECT_GT(report.width, 0);
    EXPECT_GT(report.kept_height, 0);
    EXPECT_TRUE(read_fingerprint(report.fingerprint));
    EXPECT_GT(std::filesystem::file_size(files.cleaned), 0U);
    EXPECT_GT(std::filesystem::file_size(files.preview), 0U);
    EXPECT_EQ(read_file(files.photo), bytes);
}

TEST_P(MediaRunnerContract, a_file_that_is_no_photo_does_not_hold_up_the_others) {
    std::vector<PhotoFiles> const photos{photo("one", busy_png(64, 64, 1)), photo("empty", ""),
                                         photo("letter.jpg", "Dear Sir or Madam"), photo("gif.png", "GIF89a"),
                                         photo("two", busy_png(64, 64, 2))};
    auto const reports = run(loop_, runner_->inspect_photos(photos, FaceSearch::not_wanted));
    ASSERT_EQ(reports.size(), photos.size());
    EXPECT_FALSE(reports[0].defect);
    EXPECT_EQ(reports[1].defect, PhotoDefect::empty);
    EXPECT_EQ(reports[2].defect, PhotoDefect::not_a_picture);
    EXPECT_EQ(reports[3].defect, PhotoDefect::unsupported);
    EXPECT_FALSE(reports[4].defect);
    EXPECT_NE(reports[0].fingerprint, reports[4].fingerprint);
    EXPECT_EQ(files(), photos.size() + 4);
}

TEST_P(MediaRunnerContract, more_photos_than_one_process_takes_are_answered_in_order) {
    std::vector<PhotoFiles> photos;
    for (unsigned i = 0; i <= limits::photos_at_once; ++i)
        photos.push_back(photo(std::to_string(i), busy_png(32, 32, i)));
    auto const reports = run(loop_, runner_->inspect_photos(photos, FaceSearch::not_wanted));
    ASSERT_EQ(reports.size(), photos.size());
    for (std::size_t i = 0; i < photos.size(); ++i)
        EXPECT_EQ(reports[i].sha256, sha256_hex_of_file(photos[i].photo));
    EXPECT_TRUE(run(loop_, runner_->inspect_photos({}, FaceSearch::wanted)).empty());
}

TEST_P(MediaRunnerContract, a_photo_is_written_in_other_sizes) {
    auto const in = folder_.write("photo", busy_png(400, 300, 1));
    std::vector<ScaledFile> const wanted{{.side = 320, .file = folder_.path() / "m"},
                                         {.side = 90, .file = folder_.path() / "s"}};
    auto const scaled = run(loop_, runner_->scale_photo(in, wanted));
    ASSERT_EQ(scaled.size(), 2U);
    EXPECT_EQ(scaled[0].width, 320);
    EXPECT_EQ(scaled[1].width, 90);
    EXPECT_GT(std::filesystem::file_size(wanted[0].file), 0U);
    EXPECT_GT(std::filesystem::file_size(wanted[1].file), 0U);
    EXPECT_EQ(files(), 3U);
}

TEST_P(MediaRunnerContract, what_is_no_picture_has_no_sizes) {
    auto const in = folder_.write("letter", "Dear Sir or Madam");
    EXPECT_TRUE(run(loop_, runner_->scale_photo(in, {{.side = 320, .file = folder_.path() / "m"}})).empty());
    EXPECT_EQ(files(), 1U);
}

TEST_P(MediaRunnerContract, photos_become_one_sheet) {
    std::vector<SheetPhoto> photos;
    for (int i = 1; i <= 5; ++i)
        photos.push_back(
            {.picture = folder_.write(std::to_string(i), busy_png(64, 48, static_cast<unsigned>(i))),
             .number = i,
             .mark = i % 2 == 0 ? SheetMark::warned : SheetMark::good});
    auto const out = folder_.path() / "sheet";
    run(loop_, runner_->write_photo_sheet(photos, out));
    EXPECT_GT(std::filesystem::file_size(out), 0U);
    EXPECT_EQ(files(), photos.size() + 1);
    photos.push_back({.picture = folder_.write("letter", "Dear Sir or Madam"), .number = 6});
    EXPECT_THROW(run(loop_, runner_->write_photo_sheet(photos, folder_.path() / "other")),
                 std::runtime_error);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "other"));
}

}  // namespace aisha::tests
