// The command line of bubblewrap.
#include "media/confinement.hpp"

#include "core/limits.hpp"

#include <signal.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace aisha {

namespace {

/// bubblewrap; its inner half keeps the command line until the program inside is started.
constexpr auto program_name = "bwrap";
/// ffmpeg opens its input, its output and little else.
constexpr std::uint64_t open_files_max = 64;
constexpr int exit_not_found = 127;

/// Since the merge of /usr these are links; on an older layout they are folders.
void add_system_folder(std::vector<std::string>& command, std::filesystem::path const& folder) {
    std::error_code ignored;
    auto const target = std::filesystem::read_symlink(folder, ignored);
    if (!target.empty()) command.insert(command.end(), {"--symlink", target.string(), folder.string()});
    else command.insert(command.end(), {"--ro-bind-try", folder.string(), folder.string()});
}

void add_file(std::vector<std::string>& command, char const* how, std::filesystem::path const& file,
              std::string_view name) {
    command.insert(command.end(), {how, std::filesystem::absolute(file).string(), std::string(name)});
}

/// Empty for a process that ended meanwhile.
std::vector<std::string> command_line(std::filesystem::path const& file) {
    std::vector<std::string> arguments;
    std::ifstream in(file);
    for (std::string argument; std::getline(in, argument, '\0');) arguments.push_back(argument);
    return arguments;
}

}  // namespace

ProcessLimits media_limits() {
    // RLIMIT_NPROC is left alone: it counts all processes of the user and would forbid bubblewrap to fork.
    return {.memory_bytes = limits::media_memory_max,
            .cpu_seconds = std::chrono::seconds(limits::media_cpu_max).count(),
            .file_bytes = limits::media_output_max,
            .open_files = open_files_max};
}

ProcessOptions confined(ConfinedRun const& run) {
    // No --new-session: the process is the leader of a session without a terminal already, and one session
    // lets a signal to its group reach everything inside at once.
    std::vector<std::string> command{
        program_name, "--unshare-all", "--die-with-parent",       "--cap-drop", "ALL",  "--clearenv",
        "--setenv",   "PATH",          "/usr/local/bin:/usr/bin", "--ro-bind",  "/usr", "/usr"};
    for (auto const* folder : {"/bin", "/lib", "/lib32", "/lib64"}) add_system_folder(command, folder);
    // Debian chooses the BLAS that ffmpeg links with through /etc/alternatives.
    for (auto const* file : {"/etc/alternatives", "/etc/ld.so.cache"})
        command.insert(command.end(), {"--ro-bind-try", file, file});
    if (run.input) add_file(command, "--ro-bind", *run.input, confined_input);
    if (run.output) add_file(command, "--bind", *run.output, confined_output);
    for (auto const& [file, name] : run.inputs) add_file(command, "--ro-bind", file, name);
    for (auto const& [file, name] : run.outputs) add_file(command, "--bind", file, name);
    command.insert(command.end(), {"--remount-ro", "/", "--chdir", "/", run.program});
    command.insert(command.end(), run.arguments.begin(), run.arguments.end());

    return {.arguments = std::move(command), .limits = run.limits};
}

int end_confined_runs(std::filesystem::path const& folder) {
    auto const inside = std::filesystem::absolute(folder).string() + "/";
    int ended = 0;
    std::error_code ignored;
    for (auto const& process : std::filesystem::directory_iterator("/proc", ignored)) {
        auto const name = process.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        auto const arguments = command_line(process.path() / "cmdline");
        auto const is_inside = [&](std::string const& argument) { return argument.starts_with(inside); };
        if (arguments.empty() || arguments[0] != program_name) continue;
        if (std::ranges::any_of(arguments, is_inside) && ::kill(std::stoi(name), SIGKILL) == 0) ++ended;
    }
    return ended;
}

bool did_not_start(ProcessResult const& result) {
    // bubblewrap's own complaints come before anything that the program could print.
    return result.exit_code == exit_not_found || result.errors.starts_with("bwrap: ");
}

}  // namespace aisha
