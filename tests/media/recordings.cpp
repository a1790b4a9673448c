// Making recordings.
#include "tests/media/recordings.hpp"

#include "core/process.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

namespace aisha::tests {

void make_recording(std::vector<std::string> arguments, std::filesystem::path const& out) {
    asio::io_context loop{1};
    SystemClock clock;
    ProcessOptions options{.arguments = {"ffmpeg", "-nostdin", "-v", "error", "-y"}};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    options.arguments.push_back(out.string());
    auto const result =
        run(loop, run_process(clock, options, std::chrono::minutes(1)), std::chrono::seconds(60));
    if (result.exit_code != 0)
        throw std::runtime_error("ffmpeg cannot make " + out.string() + ": " + result.errors);
}

std::vector<std::string> tone(std::string const& seconds, std::vector<std::string> const& encoding) {
    std::vector<std::string> arguments{"-f", "lavfi", "-i", "sine=frequency=440:duration=" + seconds};
    arguments.insert(arguments.end(), encoding.begin(), encoding.end());
    return arguments;
}

std::string amr_noise(int frames) {
    constexpr char mode_4_75 = 0x04;  // the frame's quality bit and mode 0
    constexpr std::size_t frame_bytes = 12;
    FakeClock chance;
    std::string bytes = "#!AMR\n";
    for (int frame = 0; frame < frames; ++frame) {
        bytes += mode_4_75;
        for (std::size_t i = 0; i < frame_bytes; ++i) bytes += static_cast<char>(chance.random());
    }
    return bytes;
}

std::string noise_bytes(std::size_t size) {
    FakeClock chance(7);
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(chance.random());
    return bytes;
}

}  // namespace aisha::tests
