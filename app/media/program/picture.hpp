// Pictures through libvips: opened by their bytes, turned upright, brought to sRGB, written without metadata.
#pragma once

#include "media/photo.hpp"
#include "media/pixels.hpp"

#include <filesystem>
#include <vips/vips8>

namespace aisha::media_program {

/// Starts libvips: one thread, no cache, no loader that is not meant for strangers' files.
void start_vips(char const* name);

/// A file cannot be made a picture of.
struct Defect {
    PhotoDefect reason;
};

/// What the header says. Decodes nothing. Throws Defect.
struct Header {
    PhotoFormat format = PhotoFormat::jpeg;
    int width = 0;  ///< upright
    int height = 0;
};
Header read_header(std::filesystem::path const& file, PhotoFormat format);

/// Decodes to three bands of sRGB in 8 bits, upright, transparent parts white, no side longer than `side`.
/// In memory as a whole. Throws Defect.
vips::VImage decoded(std::filesystem::path const& file, int side);

/// The same with limits::photo_kept_side: what is kept of a photo.
vips::VImage decoded_to_keep(std::filesystem::path const& file, Header const& header);

/// The middle of a picture, as a square.
vips::VImage squared(std::filesystem::path const& file, int side);

/// The same picture, no side longer than `side`; never enlarged.
vips::VImage reduced(vips::VImage const& picture, int side);

/// Its brightness.
Plane luma(vips::VImage const& picture);

/// Writes a JPEG with nothing in it but the pixels.
void write_jpeg(vips::VImage const& picture, std::filesystem::path const& file, int quality);

/// What an exception of libvips (or of memory) means for the file.
Defect defect_of(std::exception const& error);

}  // namespace aisha::media_program
