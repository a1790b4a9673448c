// Other programs that read what we write.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

namespace aisha::tests {

/// Runs a command of the shell; its exit status (0: well) and all that it printed.
inline std::pair<int, std::string> run_program(std::string const& command) {
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen((command + " 2>&1").c_str(), "r"), pclose);
    std::string output;
    for (int c = fgetc(pipe.get()); c != EOF; c = fgetc(pipe.get())) output += static_cast<char>(c);
    return {pclose(pipe.release()), output};
}

}  // namespace aisha::tests
