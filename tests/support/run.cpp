// Temporary folders and a silent log.
#include "tests/support/run.hpp"

#include <fcntl.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

namespace aisha::tests {

TemporaryFolder::TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "aisha-test-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary folder");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryFolder::write(std::string_view name, std::string_view bytes) const {
    auto const file = path_ / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
}

std::string read_file(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

Log silent_log() {
    static SystemClock const clock;
    static LogSink const sink(clock, LogFormat::human, LogLevel::error,
                              ::open("/dev/null", O_WRONLY | O_CLOEXEC));
    return Log(sink);
}

}  // namespace aisha::tests
