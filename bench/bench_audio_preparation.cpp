// What it costs to make an hour of sound ready for a speech service: taken out, searched for silence, cut
// into pieces; from Opus and from MP3, for whisper.cpp (WAV pieces) and hosted services (compressed pieces).
// bench_audio_preparation FOLDER, with hour.ogg and hour.mp3 in it (bench/an_hour makes them).
#include "core/limits/audio.hpp"
#include "media/confined_runner.hpp"
#include "services/openai/speech_habits.hpp"
#include "services/transcript/piece_plan.hpp"

#include <boost/asio/io_context.hpp>

#include <fmt/core.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace aisha {
namespace {

struct Usage {
    double cpu_s = 0;
    double peak_mib = 0;  ///< of the largest process
};

Usage usage(int who) {
    rusage usage{};
    ::getrusage(who, &usage);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return {seconds(usage.ru_utime) + seconds(usage.ru_stime), static_cast<double>(usage.ru_maxrss) / 1024};
}

/// Waits for ffmpeg's halves of bubblewrap, which are orphans once its other half has ended: what they used
/// counts when they are waited for.
void wait_for_orphans() {
    while (::waitpid(-1, nullptr, 0) > 0) {}
}

double cpu_seconds() { return usage(RUSAGE_SELF).cpu_s + usage(RUSAGE_CHILDREN).cpu_s; }

awaitable<std::size_t> prepare(MediaRunner& media, std::filesystem::path recording,
                               std::filesystem::path folder, SpeechHabits const& habits) {
    auto const speech = folder / "speech.wav";
    co_await media.probe(recording);
    auto const heard = co_await media.extract_speech(recording, speech);
    auto const levels = measure_levels(speech);
    auto const pieces =
        plan_pieces(levels, heard.duration, {.longest = habits.piece_max, .silence_max = habits.silence_max});
    for (auto const& piece : pieces) {
        auto const out = folder / "piece";
        if (habits.compressed) co_await media.cut(recording, out, piece);
        else write_wav_part(speech, out, piece);
    }
    co_return pieces.size();
}

awaitable<void> measure(std::filesystem::path folder) {
    SystemClock clock;
    LogSink sink(clock, LogFormat::human, LogLevel::warning, STDERR_FILENO);
    ConfinedRunner media(clock, Log(sink));
    for (auto const* file : {"hour.ogg", "hour.mp3"})
        for (auto const* model : {"whisper.cpp", "whisper-1"}) {
            auto const& habits = speech_habits({.base_url = "", .api_key = {}, .model = model});
            auto const cpu = cpu_seconds();
            auto const pieces = co_await prepare(media, folder / file, folder, habits);
            wait_for_orphans();
            fmt::print("an hour, {}, for {:<12} {:>4} pieces {:>6.1f} s CPU, peak {:.0f} MiB here, {:.0f} "
                       "MiB in ffmpeg\n",
                       file, model, pieces, cpu_seconds() - cpu, usage(RUSAGE_SELF).peak_mib,
                       usage(RUSAGE_CHILDREN).peak_mib);
        }
}

}  // namespace
}  // namespace aisha

int main(int argc, char** argv) {
    using namespace aisha;
    if (argc != 2) {
        fmt::print(stderr, "usage: bench_audio_preparation FOLDER\n");
        return 2;
    }
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    asio::io_context loop(1);
    asio::co_spawn(loop, measure(argv[1]), [](std::exception_ptr const& error) {
        if (error) std::rethrow_exception(error);
    });
    loop.run();
    return 0;
}
