// argv → one of the commands.
#include "cli/commands.hpp"

#include <fmt/format.h>

#include <cstdio>

int main(int argc, char** argv) {
    try {
        return aisha::cli::run(argc, argv);
    } catch (std::exception const& e) {
        fmt::print(stderr, "aisha: {}\n", e.what());
        return aisha::cli::exit_failure;
    }
}
