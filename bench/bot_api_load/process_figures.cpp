// https://man7.org/linux/man-pages/man5/proc.5.html
#include "process_figures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace aisha::bench {

namespace {

struct Process {
    pid_t parent = 0;
    long ticks = 0;
    long pages = 0;
};

Process read_process(std::filesystem::path const& folder) {
    std::ifstream file(folder / "stat");
    std::string text;
    std::getline(file, text);
    // The name, in parentheses, may contain anything.
    std::istringstream fields(text.substr(std::min(text.rfind(')') + 2, text.size())));
    std::vector<std::string> values;
    for (std::string value; fields >> value;) values.push_back(value);
    enum : std::size_t { parent = 1, user = 11, system, children_user, children_system, resident = 21 };
    if (values.size() <= resident) return {};
    Process process{.parent = std::stoi(values[parent]), .ticks = 0, .pages = std::stol(values[resident])};
    for (auto const field : {user, system, children_user, children_system})
        process.ticks += std::stol(values[field]);
    return process;
}

}  // namespace

Usage usage_of_tree(pid_t pid) {
    if (pid == 0) return {};
    std::map<pid_t, Process> all;
    for (auto const& entry : std::filesystem::directory_iterator("/proc")) {
        auto const name = entry.path().filename().string();
        pid_t number = 0;
        auto const [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc() && end == name.data() + name.size())
            all[number] = read_process(entry.path());
    }
    auto const belongs = [&](pid_t one) {
        while (one > 1 && one != pid) one = all[one].parent;
        return one == pid;
    };
    long ticks = 0;
    long pages = 0;
    std::vector<pid_t> numbers;
    for (auto const& [number, process] : all) numbers.push_back(number);
    for (auto const number : numbers)
        if (belongs(number)) {
            ticks += all[number].ticks;
            pages += all[number].pages;
        }
    constexpr double mib = 1024 * 1024;
    return {static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK)),
            static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / mib};
}

double own_cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace aisha::bench
