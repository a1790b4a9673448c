// A lock that keeps a second process off a file.
#pragma once

#include "core/errors.hpp"

#include <filesystem>

namespace aisha {

/// Another process has the file.
class FileInUse : public ConfigError {
public:
    using ConfigError::ConfigError;
};

/// Holds FILE.lock (fcntl(2), F_SETLK) until destroyed or until the process ends, however it ends. At most
/// one for a file in a process: the lock is between processes, and ends with the first such object.
class FileLock {
public:
    /// Throws FileInUse, naming `file`, where another process holds it.
    explicit FileLock(std::filesystem::path const& file);
    ~FileLock();
    FileLock(FileLock const&) = delete;
    FileLock& operator=(FileLock const&) = delete;

private:
    int descriptor_ = -1;
};

}  // namespace aisha
