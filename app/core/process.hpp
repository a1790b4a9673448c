// Child processes: started, watched and ended. A child dies with this program, however it ends.
#pragma once

#include "core/async.hpp"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisha {

/// What the kernel lets a child have (setrlimit(2)); each of its descendants has as much again, but for
/// `processes`. What is not set stays as it is for us. Core files are never written: they hold recordings.
struct ProcessLimits {
    std::optional<std::uint64_t> memory_bytes;  ///< address space; more fails as out of memory
    std::optional<std::uint64_t> cpu_seconds;   ///< of CPU; SIGKILL when used up
    std::optional<std::uint64_t> file_bytes;    ///< size of a file it writes; SIGXFSZ beyond
    std::optional<std::uint64_t> open_files;
    std::optional<std::uint64_t> processes;  ///< counts all processes of the user; not kept for root
};

/// What to start. Nothing is inherited but what is named here: no descriptors but 0-2, no environment.
struct ProcessOptions {
    std::vector<std::string> arguments;  ///< [0] is the program, searched in PATH
    std::map<std::string, std::string> environment;
    /// Bytes kept: the first of stdout, the last of stderr. The rest is read and dropped.
    std::size_t output_max = 1 << 20;
    std::optional<std::filesystem::path> log_file;  ///< stdout and stderr go here instead
    bool own_session = true;  ///< ^C in the terminal reaches only us; else signals go to it alone
    ProcessLimits limits;
};

struct ProcessResult {
    int exit_code = 0;   ///< 128 + signal where a signal ended it
    std::string output;  ///< stdout
    std::string errors;  ///< stderr
};

/// A running child. What is left of its process group when it ends is killed. Destruction kills it with its
/// group, and returns when it is gone. Make it on the loop's thread: the kernel kills the child when the
/// thread that started it ends.
class Process {
public:
    /// Throws Unavailable where it cannot be started. Its output is read from now on, waited for or not.
    Process(asio::any_io_executor executor, ProcessOptions options);
    ~Process();
    Process(Process&&) noexcept;
    Process& operator=(Process&&) = delete;

    pid_t pid() const;
    /// Until it has ended. Cancellation leaves it running.
    awaitable<ProcessResult> wait();
    /// SIGTERM to its group.
    void terminate();
    /// SIGKILL to its group.
    void kill();

private:
    class State;
    std::shared_ptr<State> state_;
};

/// Runs a program to its end. Cancelled or over `limit`: killed with its group (then Unavailable).
/// The time is the clock's; the child's own does not wait.
awaitable<ProcessResult> run_process(Clock& clock, ProcessOptions options, Duration limit);

}  // namespace aisha
