// Scaling through MediaRunner, and what of it is kept.
#include "sandbox/telegram/photo_sizes.hpp"

#include <array>

namespace aisha::sandbox::telegram {

awaitable<std::vector<StoredFile>> make_photo_sizes(FileStore& files, MediaRunner& media,
                                                    std::filesystem::path picture) {
    constexpr std::array sides{90, 320, 800, 1280};
    std::vector<ScaledFile> wanted;
    for (int const side : sides) wanted.push_back({.side = side, .file = files.scratch()});
    auto const scaled = co_await media.scale_photo(std::move(picture), wanted);
    std::vector<StoredFile> sizes;
    for (std::size_t i = 0; i < scaled.size(); ++i) {
        auto const& [width, height] = scaled[i];
        if (!sizes.empty() && sizes.back().width == width && sizes.back().height == height) {
            std::filesystem::remove(wanted[i].file);  // the picture is no larger than the size before
            continue;
        }
        auto const content = co_await files.take_in(wanted[i].file);
        sizes.push_back({.kind = "photo",
                         .sha256 = content.sha256,
                         .size = content.size,
                         .mime_type = "image/jpeg",
                         .width = width,
                         .height = height});
    }
    co_return sizes;
}

}  // namespace aisha::sandbox::telegram
