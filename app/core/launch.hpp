// How a child process is started: what core/process is made of, for it alone.
#pragma once

#include "core/process.hpp"

#include <sys/types.h>

#include <filesystem>
#include <string_view>
#include <utility>

namespace aisha {

/// Owns a descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(Descriptor&& other) noexcept : value_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Descriptor();

    int get() const { return value_; }
    int release() { return std::exchange(value_, -1); }

private:
    int value_ = -1;
};

struct Pipe {
    Descriptor read;
    Descriptor write;
};

/// Both ends are over 2 and closed by exec. Throws Unavailable.
Pipe make_pipe();

/// Opens a file for a child, over 2 and closed by exec; a new one is for its owner alone. Throws Unavailable.
Descriptor open_file(std::filesystem::path const& file, int flags);

/// What becomes 0, 1 and 2 of the child.
struct LaunchStreams {
    Descriptor input;
    Descriptor output;
    Descriptor errors;
};

/// Starts the child; throws Unavailable where the program is not found or cannot be executed.
pid_t launch(ProcessOptions const& options, LaunchStreams streams);

}  // namespace aisha
