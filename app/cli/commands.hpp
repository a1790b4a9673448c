// The commands of the program.
#pragma once

#include "core/async.hpp"
#include "core/log.hpp"
#include "core/settings.hpp"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aisha::cli {

inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;  ///< something is wrong
inline constexpr int exit_usage = 2;    ///< wrong use or a wrong setting

/// What every command takes.
struct CommonOptions {
    std::optional<std::filesystem::path> config;
    std::optional<std::filesystem::path> data;
    std::vector<std::string> set;
};

/// Reads the command line and runs the command it names. Returns the exit code.
int run(int argc, char** argv);

/// What a command works with, made from its options.
class Session {
public:
    /// Throws ConfigError.
    explicit Session(CommonOptions const& options);

    Settings const& settings() const { return settings_; }
    std::filesystem::path const& data() const { return data_; }
    /// `$XDG_CACHE_HOME/aisha`, or `~/.cache/aisha`.
    std::filesystem::path cache() const;
    /// The first two letters of LC_ALL, LC_MESSAGES or LANG: the language of whoever started the program.
    std::string language() const;
    Log log() const { return Log(sink_); }
    SystemClock& clock() { return clock_; }
    asio::io_context& loop() { return loop_; }

    /// Runs `task` to its end. The first SIGINT or SIGTERM calls `stop`, a second one ends the process at
    /// once.
    void run(awaitable<void> task, std::function<void()> stop);

private:
    SystemClock clock_;
    Settings settings_;
    std::filesystem::path data_;
    LogSink sink_;
    asio::io_context loop_{1};
};

int run_service(CommonOptions const& options);

struct ListenOptions {
    std::string listen;
};
int run_demo(CommonOptions const& options, ListenOptions const& listen);
int run_sandbox(CommonOptions const& options, ListenOptions const& listen);

enum class DatabaseAction { status, upgrade, downgrade, check };
int run_database(CommonOptions const& options, DatabaseAction action, int version);

enum class DoctorOutput { human, json };
enum class DoctorDepth { look, live };
int run_doctor(CommonOptions const& options, DoctorOutput output, DoctorDepth depth);

}  // namespace aisha::cli
