// How a media program is shut off from everything but one input and one output file.
#pragma once

#include "core/process.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// What ffmpeg and ffprobe may use of memory, CPU, written bytes and open files.
ProcessLimits media_limits();

/// Where a confined program finds its files. Names without an extension: the bytes alone say what a file is.
inline constexpr std::string_view confined_input = "/in";
inline constexpr std::string_view confined_output = "/out";

/// A file of ours under the name it has inside.
struct ConfinedFile {
    std::filesystem::path file;
    std::string name;
};

/// One run of a program of /usr, or of one of ours.
struct ConfinedRun {
    std::string program;
    std::vector<std::string> arguments;
    std::optional<std::filesystem::path> input;   ///< read-only; anything may be in it
    std::optional<std::filesystem::path> output;  ///< an existing file, the only thing that can be written
    std::vector<ConfinedFile> inputs = {};        ///< further ones, the program itself where it is ours …
    std::vector<ConfinedFile> outputs = {};       ///< … and further existing files to be written
    ProcessLimits limits = media_limits();
};

/// The command that runs it in bubblewrap (https://github.com/containers/bubblewrap): no network, no other
/// process, no capability, no environment, no file but /usr, the inputs and the outputs, and its limits.
ProcessOptions confined(ConfinedRun const& run);

/// Kills the confined runs whose input or output lies in `folder`, and says how many there were. For the
/// start of the program: where the one before was killed in the moment in which bubblewrap divided itself,
/// its inner half waits for ever for the outer one, which died with us.
int end_confined_runs(std::filesystem::path const& folder);

/// True where bubblewrap or the program in it did not start, whatever the input was.
bool did_not_start(ProcessResult const& result);

}  // namespace aisha
