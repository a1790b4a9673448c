// The sizes that Telegram makes of a photo.
#pragma once

#include "media/media_runner.hpp"
#include "sandbox/telegram/files.hpp"

#include <vector>

namespace aisha::sandbox::telegram {

/// The photo as JPEG with longer sides of at most 90, 320, 800 and 1280 pixels ("s", "m", "x", "y"), smallest
/// first, up to its own size; upright and without metadata, as photos come from Telegram. Kept in `files`.
/// Empty where it is no picture. Throws Unavailable.
/// https://core.telegram.org/api/files#image-thumbnail-types
awaitable<std::vector<StoredFile>> make_photo_sizes(FileStore& files, MediaRunner& media,
                                                    std::filesystem::path picture);

}  // namespace aisha::sandbox::telegram
