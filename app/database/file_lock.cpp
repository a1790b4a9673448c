// A record lock on a file beside the database.
#include "database/file_lock.hpp"

#include "core/errors.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace aisha {

FileLock::FileLock(std::filesystem::path const& file) {
    auto const name = file.string() + ".lock";
    descriptor_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor_ < 0)
        throw ConfigError(fmt::format("cannot open {}: {}", name, std::system_category().message(errno)));
    // Not flock(2): a child shares that from fork to exec, and would hold it for a moment after we are
    // killed.
    struct flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (::fcntl(descriptor_, F_SETLK, &lock) == 0) return;
    int const error = errno;
    ::close(descriptor_);
    if (error == EAGAIN || error == EACCES)
        throw FileInUse(fmt::format("the database {} is in use by another process", file.string()));
    throw ConfigError(fmt::format("cannot lock {}: {}", name, std::system_category().message(error)));
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace aisha
