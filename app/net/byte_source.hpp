// Bytes that lie in memory or in a file, searched and read without loading them all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace aisha::net {

class ByteSource {
public:
    /// `memory` outlives this.
    explicit ByteSource(std::string const& memory) : memory_(memory), size_(memory.size()) {}
    /// Throws std::system_error where the file cannot be opened.
    explicit ByteSource(std::filesystem::path const& file);
    ByteSource(ByteSource&& other) noexcept;
    ~ByteSource();

    std::uint64_t size() const { return size_; }
    /// At most `count` bytes from `offset` on; fewer only at the end.
    std::string read(std::uint64_t offset, std::size_t count) const;
    /// Where `text` begins next, at `from` or later.
    std::optional<std::uint64_t> find(std::string_view text, std::uint64_t from);

private:
    std::string_view window(std::uint64_t offset);

    std::string_view memory_;
    int file_ = -1;
    std::uint64_t size_ = 0;
    std::string block_;  ///< of the file, at block_at_
    std::uint64_t block_at_ = 0;
};

}  // namespace aisha::net
