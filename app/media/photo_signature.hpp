// What a picture is by its own bytes: format, and whether it moves. Decodes nothing.
#pragma once

#include "media/photo.hpp"

#include <string_view>
#include <variant>

namespace aisha {

/// One of our formats, or why the file is none: `empty`, `not_a_picture`, `unsupported`, `animated`.
/// `bytes` is the whole file. A damaged one gets the format it begins with.
std::variant<PhotoFormat, PhotoDefect> photo_signature(std::string_view bytes);

/// Whether the bytes a file begins with are those of one of our formats; 16 are enough.
bool begins_like_photo(std::string_view first_bytes);

}  // namespace aisha
