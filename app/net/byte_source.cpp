// Bytes that lie in memory or in a file.
#include "net/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace aisha::net {

namespace {

constexpr std::size_t block_size = 256 * 1024;

}  // namespace

ByteSource::ByteSource(std::filesystem::path const& file)
    : file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status{};
    if (file_ < 0 || ::fstat(file_, &status) != 0) {
        auto const error = errno;
        if (file_ >= 0) ::close(file_);
        throw std::system_error(error, std::generic_category(), "a file that arrived");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
}

ByteSource::ByteSource(ByteSource&& other) noexcept
    : memory_(other.memory_),
      file_(std::exchange(other.file_, -1)),
      size_(other.size_),
      block_(std::move(other.block_)),
      block_at_(other.block_at_) {}

ByteSource::~ByteSource() {
    if (file_ >= 0) ::close(file_);
}

std::string ByteSource::read(std::uint64_t offset, std::size_t count) const {
    if (offset >= size_) return {};
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, size_ - offset));
    if (file_ < 0) return std::string(memory_.substr(static_cast<std::size_t>(offset), count));
    std::string bytes(count, '\0');
    std::size_t have = 0;
    while (have < count) {
        auto const got = ::pread(file_, bytes.data() + have, count - have, static_cast<off_t>(offset + have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw std::system_error(errno, std::generic_category(), "a file that arrived");
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

/// As much as can be looked at in one piece from `offset` on.
std::string_view ByteSource::window(std::uint64_t offset) {
    if (file_ < 0) return memory_.substr(static_cast<std::size_t>(offset));
    auto const end = block_at_ + block_.size();
    if (offset < block_at_ || offset >= end || (end < size_ && offset + block_size / 2 > end)) {
        block_ = read(offset, block_size);
        block_at_ = offset;
    }
    return std::string_view(block_).substr(static_cast<std::size_t>(offset - block_at_));
}

std::optional<std::uint64_t> ByteSource::find(std::string_view text, std::uint64_t from) {
    while (from + text.size() <= size_) {
        auto const bytes = window(from);
        auto const* const found = ::memmem(bytes.data(), bytes.size(), text.data(), text.size());
        if (found) return from + static_cast<std::uint64_t>(static_cast<char const*>(found) - bytes.data());
        if (bytes.size() < text.size()) return std::nullopt;
        from += bytes.size() - text.size() + 1;  // it may begin at the end of this window
    }
    return std::nullopt;
}

}  // namespace aisha::net
