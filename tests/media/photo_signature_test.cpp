// Telling pictures by their first bytes.
#include "media/photo_signature.hpp"

#include "tests/support/pictures.hpp"

#include <gtest/gtest.h>

namespace aisha::tests {
namespace {

using namespace std::string_literals;

PhotoDefect defect_of(std::string_view bytes) {
    auto const signature = photo_signature(bytes);
    EXPECT_TRUE(std::holds_alternative<PhotoDefect>(signature)) << bytes.substr(0, 12);
    return std::holds_alternative<PhotoDefect>(signature) ? std::get<PhotoDefect>(signature)
                                                          : PhotoDefect::empty;
}

PhotoFormat format_of(std::string_view bytes) {
    auto const signature = photo_signature(bytes);
    EXPECT_TRUE(std::holds_alternative<PhotoFormat>(signature)) << bytes.substr(0, 12);
    EXPECT_TRUE(begins_like_photo(bytes.substr(0, 32)));
    return std::get<PhotoFormat>(signature);
}

TEST(PhotoSignature, our_formats) {
    EXPECT_EQ(format_of(flat_jpeg(8, 8, 3)), PhotoFormat::jpeg);
    EXPECT_EQ(format_of(busy_png(8, 8, 1)), PhotoFormat::png);
    EXPECT_EQ(format_of("RIFF\x24\0\0\0WEBPVP8 "s), PhotoFormat::webp);
    EXPECT_EQ(format_of("\0\0\0\x18"
                        "ftypheic\0\0\0\0mif1heic"s),
              PhotoFormat::heic);
    EXPECT_EQ(format_of("\0\0\0\x18"
                        "ftypmif1\0\0\0\0mif1heic"s),
              PhotoFormat::heic);
}

TEST(PhotoSignature, other_pictures_and_documents) {
    for (auto const& bytes : {"GIF89a\1\0\1\0"s, "BM\x36\0\0\0"s, "II*\0\x08\0\0\0"s, "MM\0*\0\0\0\x08"s,
                              "%PDF-1.7\n"s, "8BPS\0\1"s, "<svg xmlns='http://www.w3.org/2000/svg'/>"s,
                              "\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- drawing -->\n<svg/>"s,
                              "\0\0\0\x1C"
                              "ftypavif\0\0\0\0avifmif1"s,
                              "\0\0\0\x18"
                              "ftypmp42\0\0\0\0isommp42"s,
                              "\0\0\0\x18"
                              "ftypmif1\0\0\0\0mif1avif"s})
        EXPECT_EQ(defect_of(bytes), PhotoDefect::unsupported) << bytes;
}

TEST(PhotoSignature, what_is_no_picture) {
    EXPECT_EQ(defect_of(""), PhotoDefect::empty);
    for (auto const& bytes :
         {"x"s, "PK\x03\x04"s, "OggS\0"s, "<html><body></body></html>"s, "Dear Sir or Madam,"s,
          "RIFF\x24\0\0\0WAVEfmt "s, std::string(1000, '\0'), "\xFF\xD8"s, "\x89PNG"s})
        EXPECT_EQ(defect_of(bytes), PhotoDefect::not_a_picture) << bytes.substr(0, 20);
}

TEST(PhotoSignature, moving_pictures) {
    auto bytes = busy_png(8, 8, 1);
    constexpr std::size_t behind_header = 8 + 25;
    bytes.insert(behind_header, png_chunk("acTL", "\0\0\0\2\0\0\0\0"s));
    EXPECT_EQ(defect_of(bytes), PhotoDefect::animated);
    EXPECT_EQ(defect_of("RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0"s), PhotoDefect::animated);
    EXPECT_EQ(format_of("RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0\x10\0\0\0"s), PhotoFormat::webp);
    EXPECT_EQ(defect_of("\0\0\0\x18"
                        "ftyphevc\0\0\0\0hevcmsf1"s),
              PhotoDefect::animated);
}

TEST(PhotoSignature, every_beginning_of_a_picture_is_read_without_harm) {
    for (auto const& whole : {flat_jpeg(8, 8, 3), busy_png(8, 8, 1),
                              "\0\0\xFF\xFF"
                              "ftypmif1\0\0\0\0mif1heic"s,
                              "RIFF\x24\0\0\0WEBPVP8X\x0A\0\0\0\x02"s})
        for (std::size_t size = 0; size < whole.size(); ++size)
            EXPECT_NO_THROW(photo_signature(std::string(whole, 0, size)));
    // A chunk that claims to be longer than the file.
    EXPECT_EQ(format_of("\x89PNG\r\n\x1A\n\xFF\xFF\xFF\xFFIHDR"s + std::string(30, '\0')), PhotoFormat::png);
}

TEST(PhotoSignature, the_header_of_a_webp_tells_its_size) {
    EXPECT_EQ(webp_pixels("RIFF\x1E\0\0\0WEBPVP8L\x12\0\0\0\x2F\x0F\xE7\xC3\x09"s), 100'000'000);
    EXPECT_EQ(webp_pixels("RIFF\x1E\0\0\0WEBPVP8 \x12\0\0\0\x30\x01\0\x9D\x01\x2A\x40\x01\xF0\0"s),
              320 * 240);
    EXPECT_EQ(webp_pixels("RIFF\x1E\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF"s),
              std::int64_t{1} << 48);
    EXPECT_EQ(webp_pixels("RIFF"), std::nullopt);
}

}  // namespace
}  // namespace aisha::tests
