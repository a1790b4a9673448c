// What strangers may send as photos on purpose or by mistake: a typed answer each, and nothing of it is kept
// but pixels. Every picture is decoded by the real program, confined as in service.
#include "core/errors.hpp"
#include "core/limits/photo.hpp"
#include "media/confined_runner.hpp"
#include "media/pixels.hpp"
#include "tests/media/recordings.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/run.hpp"

#include <random>

namespace aisha::tests {
namespace {

using namespace std::string_literals;
namespace fs = std::filesystem;

class HostilePhotos : public ::testing::Test {
protected:
    /// A picture as ffmpeg writes it; `source` is one of its made-up pictures.
    std::string made(std::string const& name, std::string const& source,
                     std::vector<std::string> const& encoding = {"-frames:v", "1"}) {
        auto const file = folder_.path() / name;
        std::vector<std::string> arguments{"-f", "lavfi", "-i", source};
        arguments.insert(arguments.end(), encoding.begin(), encoding.end());
        make_recording(arguments, file);
        auto bytes = read_file(file);
        fs::remove(file);
        return bytes;
    }

    std::string jpeg() { return made("a.jpg", "mandelbrot=size=640x520"); }

    /// The answer to a photo of these bytes; the two results are there exactly where it has no defect.
    PhotoReport answer(std::string_view bytes, std::string const& name = "photo.jpg") {
        fs::remove(cleaned_);
        fs::remove(preview_);
        auto const in = folder_.write(name, bytes);
        auto reports =
            run(loop_, runner_.inspect_photos({{.photo = in, .cleaned = cleaned_, .preview = preview_}},
                                              FaceSearch::wanted));
        EXPECT_EQ(reports.size(), 1U);
        EXPECT_EQ(fs::exists(cleaned_), !reports.front().defect);
        EXPECT_EQ(fs::exists(preview_), !reports.front().defect);
        EXPECT_FALSE(fs::exists(cleaned_.string() + ".part"));
        if (!reports.front().defect) {
            EXPECT_TRUE(read_file(cleaned_).starts_with("\xFF\xD8\xFF"));
        }
        return reports.front();
    }

    /// Whether any result has the text in it.
    bool kept(std::string_view text) const {
        return read_file(cleaned_).contains(text) || read_file(preview_).contains(text);
    }

    asio::io_context loop_{1};
    TemporaryFolder folder_;
    fs::path cleaned_ = folder_.path() / "cleaned";
    fs::path preview_ = folder_.path() / "preview";
    SystemClock clock_;
    ConfinedRunner runner_{clock_, silent_log(), AISHA_MEDIA_PROGRAM};
};

TEST_F(HostilePhotos, what_is_no_photo) {
    EXPECT_EQ(answer("").defect, PhotoDefect::empty);
    EXPECT_EQ(answer("x").defect, PhotoDefect::not_a_picture);
    EXPECT_EQ(answer(noise_bytes(100'000)).defect, PhotoDefect::not_a_picture);
    EXPECT_EQ(answer("push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1/x'").defect,
              PhotoDefect::not_a_picture);
    EXPECT_EQ(answer("<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"/etc/passwd\"/></svg>").defect,
              PhotoDefect::unsupported);
    EXPECT_EQ(answer("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n").defect,
              PhotoDefect::unsupported);
    EXPECT_EQ(answer(made("a.tiff", "testsrc=size=64x64")).defect, PhotoDefect::unsupported);
    EXPECT_EQ(answer(made("a.bmp", "testsrc=size=64x64")).defect, PhotoDefect::unsupported);
}

TEST_F(HostilePhotos, moving_pictures) {
    std::vector<std::string> const second{"-t", "1"};
    EXPECT_EQ(answer(made("a.gif", "testsrc=size=64x64", second)).defect, PhotoDefect::unsupported);
    EXPECT_EQ(answer(made("a.apng", "testsrc=size=64x64", second)).defect, PhotoDefect::animated);
    EXPECT_EQ(answer(made("a.webp", "testsrc=size=64x64", second)).defect, PhotoDefect::animated);
}

TEST_F(HostilePhotos, names_say_nothing) {
    auto const bytes = made("a.png", "testsrc=size=640x520");
    EXPECT_EQ(answer(bytes, "photo.jpg").format, PhotoFormat::png);
    EXPECT_EQ(answer(bytes, "-rf; $(touch x) \"'\n.svg").format, PhotoFormat::png);
    EXPECT_EQ(answer(bytes, "a.png[page=9]").format, PhotoFormat::png);
    EXPECT_EQ(answer(made("a.webp", "testsrc=size=640x520"), "photo").format, PhotoFormat::webp);
}

TEST_F(HostilePhotos, cut_off_files) {
    for (auto const* name : {"a.jpg", "a.png", "a.webp"}) {
        auto const bytes = made(name, "mandelbrot=size=640x520");
        EXPECT_FALSE(answer(bytes).defect) << name;
        for (auto const share : {2, 3, 10})
            EXPECT_EQ(answer(bytes.substr(0, bytes.size() / static_cast<std::size_t>(share))).defect,
                      PhotoDefect::damaged)
                << name << " " << share;
    }
    EXPECT_EQ(answer("\xFF\xD8\xFF").defect, PhotoDefect::damaged);
    EXPECT_EQ(answer("\x89PNG\r\n\x1A\n").defect, PhotoDefect::damaged);
    EXPECT_EQ(answer("RIFF\x0C\0\0\0WEBPVP8 "s).defect, PhotoDefect::damaged);
    EXPECT_EQ(answer("\0\0\0\x18"
                     "ftypheic\0\0\0\0mif1heic"s)
                  .defect,
              PhotoDefect::damaged);
}

TEST_F(HostilePhotos, bombs_are_known_by_their_header) {
    auto frame = flat_jpeg(8, 8, 3);
    frame.replace(frame.find("\xFF\xC0") + 5, 4, "\xFF\xDC\xFF\xDC");  // 65,500 by 65,500
    EXPECT_EQ(answer(frame).defect, PhotoDefect::too_many_pixels);
    constexpr std::size_t size_at = 16;
    auto bytes = busy_png(8, 8, 1);
    auto const header = "\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0"s;  // 30,000 by 30,000
    bytes.replace(size_at - 8, 25, png_chunk("IHDR", header));
    EXPECT_EQ(answer(bytes).defect, PhotoDefect::too_many_pixels);
    // 10,000 by 10,000 in a lossless WebP:
    // https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification
    EXPECT_EQ(answer("RIFF\x1E\0\0\0WEBPVP8L\x12\0\0\0\x2F\x0F\xE7\xC3\x09"s + std::string(13, '\0')).defect,
              PhotoDefect::too_many_pixels);
}

TEST_F(HostilePhotos, just_below_the_limit_is_decoded_within_the_limits) {
    auto const report = answer(made("a.png", "color=red:size=7000x7000"));
    EXPECT_FALSE(report.defect);
    EXPECT_EQ(report.width, 7000);
    EXPECT_EQ(report.kept_width, limits::photo_kept_side);
    EXPECT_FALSE(answer(flat_jpeg(7000, 7000, 4)).defect);
}

TEST_F(HostilePhotos, usual_colours_stay) {
    constexpr std::uint32_t dark_red = 0x661137;
    constexpr double luma = 0.299 * 0x66 + 0.587 * 0x11 + 0.114 * 0x37;
    EXPECT_NEAR(answer(png(600, 600, [](int, int) { return dark_red; })).brightness, luma, 1);
}

TEST_F(HostilePhotos, unusual_colours_become_usual_ones) {
    EXPECT_FALSE(answer(flat_jpeg(600, 600, 4)).defect);
    EXPECT_FALSE(answer(flat_jpeg(600, 600, 1)).defect);
    for (auto const* pixels :
         {"rgb48be", "rgba64be", "gray16be", "gray", "ya8", "ya16be", "rgba", "pal8", "monob"}) {
        auto const report =
            answer(made("a.png", "testsrc=size=640x520", {"-frames:v", "1", "-pix_fmt", pixels}));
        EXPECT_FALSE(report.defect) << pixels;
        EXPECT_GT(report.contrast, 30) << pixels;
        EXPECT_GT(report.brightness, 60) << pixels;
    }
}

TEST_F(HostilePhotos, what_hides_behind_a_picture_is_left_behind) {
    auto const script = "PK\x03\x04 <script>alert('canary-4711')</script>"s;
    EXPECT_FALSE(answer(jpeg() + script).defect);
    EXPECT_FALSE(kept("canary-4711"));
    auto bytes = jpeg();
    bytes.insert(2, jpeg_segment(0xFE, script));
    EXPECT_FALSE(answer(bytes).defect);
    EXPECT_FALSE(kept("canary-4711"));
    auto picture = made("a.png", "testsrc=size=640x520");
    constexpr std::size_t behind_header = 8 + 25;
    picture.insert(behind_header, png_chunk("tEXt", "Comment\0"s + script) + png_chunk("eXIf", script));
    EXPECT_FALSE(answer(picture + script).defect);
    EXPECT_FALSE(kept("canary-4711"));
}

TEST_F(HostilePhotos, orientation_is_applied_and_the_rest_of_exif_vanishes) {
    auto const wide = made("a.jpg", "testsrc=size=800x520");
    for (int orientation = 1; orientation <= 8; ++orientation) {
        auto const report = answer(with_exif(wide, orientation, "canary-camera GPS 52.5200 13.4050"));
        EXPECT_EQ(report.width, orientation < 5 ? 800 : 520) << orientation;
        EXPECT_EQ(report.kept_width, report.width);
        EXPECT_FALSE(kept("canary-camera"));
        EXPECT_FALSE(kept("Exif"));
        EXPECT_FALSE(kept("JFXX"));
    }
    // The picture that was turned and the one that says it is turned are the same.
    auto const turned = made("a.jpg", "testsrc=size=800x520,transpose=cclock");
    auto const upright = read_fingerprint(answer(wide).fingerprint);
    auto const by_exif = read_fingerprint(answer(with_exif(turned, 6, "x")).fingerprint);
    for (std::size_t i = 0; i < upright->pixels.size(); ++i)
        EXPECT_NEAR(upright->pixels[i], by_exif->pixels[i], 12);
}

TEST_F(HostilePhotos, what_a_telephone_makes_is_halved_by_its_decoder_and_is_the_same_picture) {
    auto const photo = made("a.jpg", "testsrc=size=4000x3000");
    auto const turned = answer(with_exif(photo, 6, "canary-camera"));
    EXPECT_EQ(turned.width, 3000);
    EXPECT_EQ(turned.kept_width, 1500);
    EXPECT_EQ(turned.kept_height, 2000);
    EXPECT_FALSE(kept("canary-camera"));
    EXPECT_FALSE(kept("Exif"));
    auto const halved = read_fingerprint(answer(photo).fingerprint);
    auto const scaled = answer(made("a.png", "testsrc=size=4000x3000"));
    EXPECT_EQ(scaled.kept_width, limits::photo_kept_side);
    for (std::size_t i = 0; i < halved->pixels.size(); ++i)
        EXPECT_NEAR(halved->pixels[i], read_fingerprint(scaled.fingerprint)->pixels[i], 12);
}

TEST_F(HostilePhotos, metadata_of_any_size_and_shape) {
    auto const bytes = jpeg();
    std::string much;
    for (int i = 0; i < 160; ++i) much += jpeg_segment(0xE1, "Exif\0\0"s + noise_bytes(65'000));
    auto huge = bytes;
    huge.insert(2, much);
    EXPECT_FALSE(answer(huge).defect);
    EXPECT_LT(fs::file_size(cleaned_), limits::mib);
    auto profile = bytes;
    profile.insert(2, jpeg_segment(0xE2, "ICC_PROFILE\0\1\1"s + noise_bytes(60'000)));
    EXPECT_FALSE(answer(profile).defect);
    auto broken = bytes;
    broken.insert(2, jpeg_segment(0xE1, "Exif\0\0MM\0*\xFF\xFF\xFF\xFF"s));
    EXPECT_FALSE(answer(broken).defect);
}

TEST_F(HostilePhotos, damage_anywhere_is_an_answer) {
    std::mt19937 chance(7);
    for (auto const* name : {"a.jpg", "a.png", "a.webp"}) {
        auto const good = made(name, "testsrc=size=320x240");
        for (int i = 0; i < 12; ++i) {
            auto bytes = good;
            for (int j = 0; j < 8; ++j)
                bytes[16 + chance() % (bytes.size() - 16)] = static_cast<char>(chance());
            answer(bytes);  // whatever it is: a report
        }
    }
}

/// A program in the place of aisha-media, to see how its ends are read.
class StrangeProgram : public HostilePhotos {
protected:
    std::vector<std::optional<PhotoDefect>> defects(std::string const& script) {
        auto const program = folder_.write("program", "#!/bin/sh\n" + script);
        fs::permissions(program, fs::perms::owner_all);
        ConfinedRunner runner(clock_, silent_log(), program);
        std::vector<PhotoFiles> photos;
        for (auto const* const letter : {"a", "b"}) {
            std::string const name(letter);
            photos.push_back(
                {folder_.write(name, name), folder_.path() / (name + "1"), folder_.path() / (name + "2")});
        }
        std::vector<std::optional<PhotoDefect>> found;
        for (auto const& report : run(loop_, runner.inspect_photos(photos, FaceSearch::wanted))) {
            EXPECT_EQ(report.bytes, 1U);
            found.push_back(report.defect);
        }
        return found;
    }

    std::string const report_ =
        "echo '{\"defect\":\"animated\",\"bytes\":1,\"sha256\":\"" + std::string(64, '0') +
        "\",\"width\":0,\"height\":0,\"kept_width\":0,\"kept_height\":0,\"brightness\":0,"
        "\"contrast\":0,\"subject_brightness\":0,\"sharpness\":0,\"faces\":[],\"fingerprint\":"
        "\"\"}'\n";
    using Defects = std::vector<std::optional<PhotoDefect>>;
};

TEST_F(StrangeProgram, the_photo_at_which_it_ends_gets_the_blame) {
    EXPECT_EQ(defects(report_ + "kill -XCPU $$"), (Defects{PhotoDefect::animated, PhotoDefect::too_heavy}));
    EXPECT_EQ(defects("kill -XCPU $$"), (Defects{PhotoDefect::too_heavy, PhotoDefect::too_heavy}));
    EXPECT_EQ(defects("kill -SEGV $$"), (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
    EXPECT_EQ(defects("exit 1"), (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
}

TEST_F(StrangeProgram, its_words_are_not_believed) {
    EXPECT_EQ(defects("echo '{}'"), (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
    EXPECT_EQ(defects("echo nonsense; echo; echo '[]'"),
              (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
    EXPECT_EQ(defects(report_ + report_ + report_), (Defects{PhotoDefect::animated, PhotoDefect::animated}));
    EXPECT_EQ(defects("yes '' | head -c 3000000"), (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
}

TEST_F(StrangeProgram, a_full_disk_and_a_missing_program_are_no_fault_of_photos) {
    EXPECT_THROW(defects("echo 'write error: No space left on device' >&2; exit 1"), Unavailable);
    ConfinedRunner missing(clock_, silent_log(), folder_.path() / "nowhere");
    EXPECT_THROW(run(loop_, missing.inspect_photos({{folder_.write("a", "a"), cleaned_, preview_}},
                                                   FaceSearch::wanted)),
                 Unavailable);
    EXPECT_THROW(run(loop_, missing.check()), Unavailable);
}

TEST_F(StrangeProgram, it_reaches_nothing) {
    // Were any of these possible, there would be a report.
    EXPECT_EQ(defects("touch /x && " + report_), (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
    EXPECT_EQ(defects("cat /etc/passwd && " + report_),
              (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
    EXPECT_EQ(defects("echo x >/photo0 && " + report_),
              (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
    EXPECT_EQ(defects("test -n \"$HOME\" && " + report_),
              (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
    EXPECT_EQ(defects("cat /proc/net/route && " + report_),
              (Defects{PhotoDefect::damaged, PhotoDefect::damaged}));
}

}  // namespace
}  // namespace aisha::tests
