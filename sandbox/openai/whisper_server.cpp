// Starting and watching the local speech program.
#include "sandbox/openai/whisper_server.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

namespace aisha::sandbox {

namespace {

using namespace std::chrono_literals;

constexpr Duration pause_first = 200ms;
constexpr Duration pause_max = 10s;
constexpr Duration load_max = 2min;  ///< a large model from a slow disk
constexpr Duration load_poll = 100ms;
constexpr Duration health_every = 2s;
constexpr Duration health_timeout = 5s;  ///< it answers in milliseconds, also while it decodes
constexpr int health_misses_max = 2;
constexpr Duration end_max = 2s;  ///< from a polite request to end to SIGKILL
constexpr int spins_max = 10000;  ///< of a thread that waits for the others

/// A free port, kept from others as long as the socket lives: the program can listen on it all the same, as
/// it sets SO_REUSEADDR or SO_REUSEPORT. (With the latter two such programs would share a port without a
/// word.)
asio::ip::tcp::socket reserve_port(asio::any_io_executor const& executor) {
    asio::ip::tcp::socket socket(executor, asio::ip::tcp::v4());
    int const yes = 1;
    for (int const option : {SO_REUSEADDR, SO_REUSEPORT})
        if (::setsockopt(socket.native_handle(), SOL_SOCKET, option, &yes, sizeof yes) != 0)
            throw std::system_error(errno, std::generic_category(), "setsockopt");
    socket.bind({asio::ip::address_v4::loopback(), 0});
    return socket;
}

void require_file(std::filesystem::path const& file, std::string_view setting) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error))
        throw ConfigError(fmt::format("{}: there is no file {}", setting, file.string()));
}

/// The model that tells speech from other sounds, where one is installed beside the speech model.
/// https://github.com/snakers4/silero-vad
std::optional<std::filesystem::path> find_voice_model(std::filesystem::path const& speech_model) {
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator(speech_model.parent_path(), error)) {
        auto const name = entry.path().filename().string();
        if (name.starts_with("ggml-silero") && name.ends_with(".bin")) return entry.path();
    }
    return std::nullopt;
}

}  // namespace

WhisperServer::WhisperServer(net::Transport& transport, Clock& clock, Log log, WhisperServerOptions options)
    : transport_(transport),
      clock_(clock),
      log_(log.with("service", "whisper")),
      options_(std::move(options)) {
    require_file(options_.program, "WHISPER_SERVER");
    require_file(options_.model, "WHISPER_MODEL");
    voice_model_ = find_voice_model(options_.model);
    if (!voice_model_)
        log_.warning("no_voice_model", "folder", options_.model.parent_path().string(), "effect",
                     "words may be heard in noise and music");
    if (options_.threads <= 0)
        options_.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::string WhisperServer::url() const { return fmt::format("http://127.0.0.1:{}/v1", port_); }

/// Recordings come as WAV and are never converted by the program itself: it would run ffmpeg unconfined.
/// https://github.com/ggml-org/whisper.cpp/tree/v1.8.5/examples/server
ProcessOptions WhisperServer::command() {
    ProcessOptions command;
    command.arguments = {options_.program.string(),
                         "--model",
                         options_.model.string(),
                         "--host",
                         "127.0.0.1",
                         "--port",
                         std::to_string(port_),
                         "--inference-path",
                         "/v1/audio/transcriptions",
                         "--public",
                         "/dev/null",  // serve no files
                         "--language",
                         "auto",
                         "--threads",
                         std::to_string(options_.threads),
                         "--max-context",
                         "0",
                         "--suppress-nst",
                         "--no-language-probabilities",
                         "--beam-size",
                         "5",
                         "--best-of",
                         "1"};
    if (voice_model_)
        for (auto const* argument : {"--vad", "--vad-model", voice_model_->c_str(), "--vad-speech-pad-ms",
                                     "200", "--vad-min-silence-duration-ms", "500"})
            command.arguments.emplace_back(argument);
    // Finding voices asks for four threads whatever it is told: on two cores that alone took as long as
    // hearing the words. Threads that wait for each other spin for some microseconds and then sleep: asleep
    // at once they are slow at many small steps, and spinning on they take the cores from others
    // (docs/speech.md). https://gcc.gnu.org/onlinedocs/libgomp/Environment-Variables.html
    command.environment = {{"OMP_THREAD_LIMIT", std::to_string(options_.threads)},
                           {"GOMP_SPINCOUNT", std::to_string(spins_max)}};
    command.log_file = options_.log_file;
    return command;
}

awaitable<void> WhisperServer::run() {
    stopping_.emplace(co_await asio::this_coro::executor);
    auto pause = pause_first;
    while (!stopped_) {
        if (co_await live()) pause = pause_first;
        if (stopped_) break;
        log_.warning("whisper_restarts", "pause_ms",
                     std::chrono::duration_cast<std::chrono::milliseconds>(pause).count());
        if (co_await stopping_->wait(clock_, pause)) break;
        pause = std::min(2 * pause, pause_max);
    }
}

void WhisperServer::stop() {
    stopped_ = true;
    if (stopping_) stopping_->notify();
}

awaitable<std::string> WhisperServer::ended(Process& process) {
    auto const result = co_await process.wait();
    co_return fmt::format("it ended with {}", result.exit_code);
}

awaitable<bool> WhisperServer::healthy() {
    net::Request request{.url = fmt::format("http://127.0.0.1:{}/health", port_)};
    request.timeout = health_timeout;
    try {
        auto const response = co_await transport_.send(std::move(request));
        co_return response.ok();
    } catch (Unavailable const&) {
        co_return false;
    }
}

awaitable<std::string> WhisperServer::watch() {
    auto const started = clock_.monotonic();
    while (!co_await healthy()) {
        if (clock_.monotonic() - started > load_max) co_return "it did not become ready";
        co_await clock_.sleep(load_poll);
    }
    ready_ = true;
    log_.info("whisper_ready", "url", url(), "threads", options_.threads, "ms",
              std::chrono::duration_cast<std::chrono::milliseconds>(clock_.monotonic() - started).count());
    for (int misses = 0; misses < health_misses_max;) {
        co_await clock_.sleep(health_every);
        misses = co_await healthy() ? 0 : misses + 1;
    }
    co_return "it does not answer";
}

awaitable<bool> WhisperServer::live() {
    auto const executor = co_await asio::this_coro::executor;
    auto const reserved = reserve_port(executor);
    port_ = reserved.local_endpoint().port();
    bool was_ready = false;
    try {
        Process process(executor, command());
        pid_ = process.pid();
        auto asked_to_stop = [](Wakeup& stopping) -> awaitable<std::string> {
            co_await stopping.wait();
            co_return "it was asked to";
        };
        std::vector<awaitable<std::string>> ends;
        ends.push_back(ended(process));
        ends.push_back(watch());
        ends.push_back(asked_to_stop(*stopping_));
        auto const why = co_await first_of(std::move(ends));
        was_ready = std::exchange(ready_, false);
        log_.info("whisper_ends", "why", why);
        if (stopped_) {
            process.terminate();
            std::vector<awaitable<std::string>> last;
            last.push_back(ended(process));
            last.push_back([](Clock& clock) -> awaitable<std::string> {
                co_await clock.sleep(end_max);
                co_return "";
            }(clock_));
            co_await first_of(std::move(last));
        }
    } catch (Unavailable const& error) {
        log_.warning("whisper_cannot_start", "error", std::string_view(error.what()));
    } catch (...) {
        ready_ = false;
        pid_.reset();
        throw;
    }
    pid_.reset();
    co_return was_ready;
}

}  // namespace aisha::sandbox
