// Writing ZIP archives: exports, and the Word documents that are archives inside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

struct zip;

namespace aisha {

/// A new archive. Files are read when `finish` writes them, one after the other, so memory stays flat.
/// Blocks: not for the loop's thread with more than a few KiB. Throws std::runtime_error where it cannot be
/// written.
class ZipWriter {
public:
    explicit ZipWriter(std::filesystem::path const& archive);
    ~ZipWriter();
    ZipWriter(ZipWriter const&) = delete;
    ZipWriter& operator=(ZipWriter const&) = delete;

    enum class Packing { deflated, stored };

    /// `name` is a path inside the archive, UTF-8 and '/'.
    void add(std::string const& name, std::string bytes);
    /// The file stays until `finish`.
    void add_file(std::string const& name, std::filesystem::path const& file, Packing packing);
    /// Writes the archive. Without it there is none.
    void finish();

private:
    std::int64_t add_source(std::string const& name, void* source);

    struct Discard {
        void operator()(zip* archive) const;
    };
    std::unique_ptr<zip, Discard> archive_;
    std::vector<std::unique_ptr<std::string>> bytes_;  ///< until `finish`
};

}  // namespace aisha
