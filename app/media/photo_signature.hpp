// What a picture is by its own bytes: format, and whether it moves. Decodes nothing.
#pragma once

#include "media/photo.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace aisha {

/// One of our formats, or why the file is none: `empty`, `not_a_picture`, `unsupported`, `animated`.
/// `bytes` is the whole file. A damaged one gets the format it begins with.
std::variant<PhotoFormat, PhotoDefect> photo_signature(std::string_view bytes);

/// Width by height that the header of a WebP names; nothing where it is none. libvips would make room for all
/// pixels before it tells.
std::optional<std::int64_t> webp_pixels(std::string_view bytes);

/// Whether the bytes a file begins with are those of one of our formats; 32 are enough.
bool begins_like_photo(std::string_view first_bytes);

}  // namespace aisha
