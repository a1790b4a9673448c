// Reading ZIP archives.
#include "services/documents/zip_entries.hpp"

#include "core/errors.hpp"

#include <zip.h>

namespace aisha {

void ZipEntries::Close::operator()(zip* archive) const { zip_discard(archive); }

ZipEntries::ZipEntries(std::filesystem::path const& archive, std::int64_t entries_max) {
    int error = 0;
    archive_.reset(zip_open(archive.c_str(), ZIP_RDONLY, &error));
    if (!archive_ || zip_get_num_entries(archive_.get(), 0) > entries_max)
        throw Refusal(RefusalReason::file_damaged);
}

std::optional<std::string> ZipEntries::read(std::string const& name, limits::Bytes bytes_max) const {
    struct CloseEntry {
        void operator()(zip_file_t* entry) const { zip_fclose(entry); }
    };
    std::unique_ptr<zip_file_t, CloseEntry> const entry(zip_fopen(archive_.get(), name.c_str(), 0));
    if (!entry) return std::nullopt;
    constexpr std::size_t step = 64 * limits::kib;
    std::string bytes;
    for (;;) {
        auto const before = bytes.size();
        bytes.resize(before + step);
        auto const got = zip_fread(entry.get(), bytes.data() + before, step);
        if (got < 0) throw Refusal(RefusalReason::file_damaged);
        bytes.resize(before + static_cast<std::size_t>(got));
        if (bytes.size() > bytes_max) throw Refusal(RefusalReason::file_too_big);
        if (got == 0) return bytes;
    }
}

}  // namespace aisha
