// A result that appears whole or not at all.
#pragma once

#include <filesystem>

namespace aisha {

/// An empty file beside `target` that a media program writes. It takes the name of `target` when it is kept,
/// and otherwise vanishes. Throws Unavailable where it cannot be made.
class PartFile {
public:
    explicit PartFile(std::filesystem::path target);
    ~PartFile();
    PartFile(PartFile&& other) noexcept;
    PartFile(PartFile const&) = delete;
    PartFile& operator=(PartFile const&) = delete;

    std::filesystem::path const& path() const { return part_; }
    void keep();

private:
    std::filesystem::path target_;
    std::filesystem::path part_;  ///< empty: moved from
};

}  // namespace aisha
