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

/// Holds FILE.lock (flock) until destroyed or until the process ends, however it ends.
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
