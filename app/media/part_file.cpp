// Making, keeping and removing the file.
#include "media/part_file.hpp"

#include "core/errors.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace aisha {

PartFile::PartFile(std::filesystem::path target)
    : target_(std::move(target)), part_(target_.string() + ".part") {
    std::filesystem::remove(part_);
    constexpr int owner_only = 0600;
    int const descriptor = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owner_only);
    if (descriptor < 0) {
        auto const reason = std::generic_category().message(errno);
        throw Unavailable(fmt::format("cannot write {}: {}", part_.string(), reason));
    }
    ::close(descriptor);
}

PartFile::~PartFile() {
    std::error_code ignored;  // kept, or there is nobody left to tell
    if (!part_.empty()) std::filesystem::remove(part_, ignored);
}

PartFile::PartFile(PartFile&& other) noexcept
    : target_(std::exchange(other.target_, {})), part_(std::exchange(other.part_, {})) {}

void PartFile::keep() { std::filesystem::rename(part_, target_); }

}  // namespace aisha
