// The calls of libvips. https://www.libvips.org/API/8.14/
#include "media/program/picture.hpp"

#include "core/limits/photo.hpp"

#include <malloc.h>

#include <new>
#include <stdexcept>
#include <string_view>

namespace aisha::media_program {

namespace {

using vips::VImage;

vips::VOption* reading() {
    return VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL)->set("fail_on", VIPS_FAIL_ON_TRUNCATED);
}

VImage opened(std::filesystem::path const& file, PhotoFormat format) {
    switch (format) {
        case PhotoFormat::jpeg: return VImage::jpegload(file.c_str(), reading());
        case PhotoFormat::png: return VImage::pngload(file.c_str(), reading());
        case PhotoFormat::webp: return VImage::webpload(file.c_str(), reading());
        case PhotoFormat::heic: return VImage::heifload(file.c_str(), reading());
    }
    throw std::logic_error("a format without a loader");
}

/// By how much libjpeg makes a picture smaller while it decodes. libvips by itself leaves twice as much, to
/// scale it afterwards.
int shrinking(int longer_side) {
    for (int const by : {8, 4, 2})
        if (longer_side / by >= limits::photo_kept_side_decoded) return by;
    return 1;
}

/// Three bands of sRGB in 8 bits, in memory.
VImage plain(VImage picture) {
    constexpr double white = 255, white_of_16_bits = 65535;
    if (picture.has_alpha()) {
        auto const ground = picture.format() == VIPS_FORMAT_USHORT ? white_of_16_bits : white;
        picture = picture.flatten(VImage::option()->set("background", std::vector<double>{ground}));
    }
    if (picture.interpretation() != VIPS_INTERPRETATION_sRGB)
        picture = picture.colourspace(VIPS_INTERPRETATION_sRGB);
    if (picture.format() != VIPS_FORMAT_UCHAR) picture = picture.cast(VIPS_FORMAT_UCHAR);
    constexpr int bands = 3;
    if (picture.bands() != bands) throw Defect{PhotoDefect::damaged};
    return picture.copy_memory();
}

/// Colours are brought to sRGB only from a profile that is in the file: without one libvips would take them
/// for those of some monitor, and darken saturated ones.
vips::VOption* fitting(std::filesystem::path const& file, int side) {
    auto* const options = VImage::option()->set("height", side)->set("fail_on", VIPS_FAIL_ON_TRUNCATED);
    bool const has_profile = VImage::new_from_file(file.c_str()).get_typeof(VIPS_META_ICC_NAME) != 0;
    return has_profile ? options->set("export_profile", "srgb") : options;
}

}  // namespace

void start_vips(char const* name) {
    // Each arena takes 64 MiB and more of the address space that is allowed, whatever it holds.
    if (mallopt(M_ARENA_MAX, 1) == 0) throw std::runtime_error("cannot limit the arenas of malloc");
    if (vips_init(name) != 0) throw std::runtime_error(vips_error_buffer());
    vips_block_untrusted_set(TRUE);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
}

Header read_header(std::filesystem::path const& file, PhotoFormat format) {
    auto const picture = opened(file, format);
    Header header{.format = format, .width = picture.width(), .height = picture.height()};
    if (static_cast<std::int64_t>(header.width) * header.height > limits::photo_pixels_max)
        throw Defect{PhotoDefect::too_many_pixels};
    if (vips_image_get_orientation_swap(picture.get_image()) != 0) std::swap(header.width, header.height);
    return header;
}

VImage decoded(std::filesystem::path const& file, int side) {
    return plain(VImage::thumbnail(file.c_str(), side, fitting(file, side)->set("size", VIPS_SIZE_DOWN)));
}

VImage decoded_to_keep(std::filesystem::path const& file, Header const& header) {
    constexpr auto side = limits::photo_kept_side;
    auto const shrink = shrinking(std::max(header.width, header.height));
    if (header.format != PhotoFormat::jpeg || shrink == 1) return decoded(file, side);
    auto const picture = VImage::jpegload(file.c_str(), reading()->set("shrink", shrink));
    return plain(picture.thumbnail_image(side, fitting(file, side)->set("size", VIPS_SIZE_DOWN)));
}

VImage squared(std::filesystem::path const& file, int side) {
    return plain(
        VImage::thumbnail(file.c_str(), side, fitting(file, side)->set("crop", VIPS_INTERESTING_CENTRE)));
}

VImage reduced(VImage const& picture, int side) {
    int const longer = std::max(picture.width(), picture.height());
    if (longer <= side) return picture;
    return picture.thumbnail_image(side, VImage::option()->set("height", side)->set("size", VIPS_SIZE_DOWN))
        .copy_memory();
}

Plane luma(VImage const& picture) {
    auto const memory = picture.copy_memory();
    return aisha::luma(static_cast<std::uint8_t const*>(memory.data()), memory.width(), memory.height());
}

void write_jpeg(VImage const& picture, std::filesystem::path const& file, int quality) {
    try {
        picture.jpegsave(
            file.c_str(),
            VImage::option()->set("Q", quality)->set("strip", true)->set("optimize_coding", true));
    } catch (vips::VError const& e) {
        throw std::runtime_error(e.what());  // a full disk is no fault of the photo
    }
}

Defect defect_of(std::exception const& error) {
    std::string_view const text(error.what());
    bool const memory = dynamic_cast<std::bad_alloc const*>(&error) != nullptr ||
                        text.find("out of memory") != std::string_view::npos ||
                        text.find("Insufficient memory") != std::string_view::npos;  // libjpeg
    return {memory ? PhotoDefect::too_heavy : PhotoDefect::damaged};
}

}  // namespace aisha::media_program
