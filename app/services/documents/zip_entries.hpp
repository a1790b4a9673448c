// Reading ZIP archives that strangers send.
#pragma once

#include "core/limits.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

struct zip;

namespace aisha {

/// An archive, opened for reading. Blocks. Throws Refusal(file_damaged) where it is none, or has more entries
/// than `entries_max`.
class ZipEntries {
public:
    ZipEntries(std::filesystem::path const& archive, std::int64_t entries_max);

    /// What is in one entry; nothing where there is none of that name. The size that the archive tells is not
    /// believed: a bomb tells a small one. Throws Refusal: file_damaged, or file_too_big over `bytes_max`.
    std::optional<std::string> read(std::string const& name, limits::Bytes bytes_max) const;

private:
    struct Close {
        void operator()(zip* archive) const;
    };
    std::unique_ptr<zip, Close> archive_;
};

}  // namespace aisha
