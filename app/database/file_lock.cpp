// flock(2) on a file beside the database.
#include "database/file_lock.hpp"

#include "core/errors.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace aisha {

FileLock::FileLock(std::filesystem::path const& file) {
    auto const name = file.string() + ".lock";
    // Not inherited: a child that outlives us must not hold the lock.
    descriptor_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor_ < 0)
        throw ConfigError(fmt::format("cannot open {}: {}", name, std::system_category().message(errno)));
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    int const error = errno;
    ::close(descriptor_);
    if (error == EWOULDBLOCK)
        throw FileInUse(fmt::format("the database {} is in use by another process", file.string()));
    throw ConfigError(fmt::format("cannot lock {}: {}", name, std::system_category().message(error)));
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace aisha
