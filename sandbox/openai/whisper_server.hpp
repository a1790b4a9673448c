// The local speech program: a whisper.cpp server that is started, watched and started again.
#pragma once

#include "core/log.hpp"
#include "core/process.hpp"
#include "net/http.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace aisha::sandbox {

struct WhisperServerOptions {
    std::filesystem::path program;  ///< WHISPER_SERVER
    std::filesystem::path
        model;  ///< WHISPER_MODEL; a "ggml-silero….bin" beside it finds where somebody speaks
    std::optional<std::filesystem::path>
        log_file;     ///< what the program prints; it is dropped where none is given
    int threads = 0;  ///< 0: as many as there are processors
};

/// Keeps one whisper.cpp server running on a free loopback port, so that only this machine reaches it. A
/// server that ends is started again after a pause that grows while it keeps ending; one that stops answering
/// /health (which it does even while it decodes) is killed and started again. It dies with this program,
/// however that ends.
class WhisperServer {
public:
    /// Throws ConfigError where the program or the model is no file.
    WhisperServer(net::Transport& transport, Clock& clock, Log log, WhisperServerOptions options);

    /// Until `stop` or cancellation; then the program has ended.
    awaitable<void> run();
    void stop();

    /// It has loaded its model and answers.
    bool ready() const { return ready_; }
    /// "http://127.0.0.1:PORT/v1"; it changes with every start.
    std::string url() const;
    /// The program as it runs now, for tests that harm it.
    std::optional<pid_t> pid() const { return pid_; }

private:
    ProcessOptions command();
    /// One life of the program: until it has ended or was ended. True where it became ready.
    awaitable<bool> live();
    /// Ends with what is wrong with the program while it runs on: it never became ready, or does not answer
    /// any more.
    awaitable<std::string> watch();
    awaitable<std::string> ended(Process& process);
    awaitable<bool> healthy();

    net::Transport& transport_;
    Clock& clock_;
    Log log_;
    WhisperServerOptions options_;
    std::optional<std::filesystem::path> voice_model_;  ///< without it words are heard in noise and music
    std::optional<Wakeup> stopping_;
    bool stopped_ = false;
    bool ready_ = false;
    std::uint16_t port_ = 0;
    std::optional<pid_t> pid_;
};

}  // namespace aisha::sandbox
