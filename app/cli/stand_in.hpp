// The sandbox as a server: its address, its speech program, and where its files are.
#pragma once

#include "cli/commands.hpp"
#include "media/confined_runner.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "sandbox/openai/open_ai.hpp"
#include "sandbox/openai/whisper_server.hpp"
#include "sandbox/sandbox.hpp"

#include <memory>
#include <optional>

namespace aisha::cli {

/// What `demo` and `sandbox` share.
class StandIn {
public:
    struct Options {
        std::string listen;
        std::optional<std::filesystem::path> data;   ///< empty: nothing is kept
        std::optional<sandbox::KnownBot> bot;        ///< there from the start
        std::optional<sandbox::KnownPerson> person;  ///< likewise, where nobody else is
    };
    StandIn(Session& session, Options options);
    ~StandIn();

    /// Begins to serve.
    awaitable<void> start();
    /// Until the speech program answers, where there is one and it can be started.
    awaitable<void> speech_ready();
    /// Answers below /health; 404 without it.
    void answer_health(net::RequestHandler health) { health_ = std::move(health); }
    /// Where people and bots on this machine reach it.
    std::string url() const;
    /// Lets `ended` go on.
    void stop();
    /// Until `stop`.
    awaitable<void> stopped();
    /// Ends long polls, then connections, then the speech program.
    awaitable<void> close();

private:
    awaitable<net::OutgoingResponse> answer(net::IncomingRequest request);
    void start_whisper();

    Session& session_;
    std::filesystem::path temporary_folder_;
    net::HttpClient http_;
    ConfinedRunner media_;
    std::unique_ptr<sandbox::WhisperServer> whisper_;
    std::unique_ptr<sandbox::OpenAi> openai_;
    std::unique_ptr<sandbox::Sandbox> sandbox_;
    std::unique_ptr<net::HttpServer> server_;
    net::RequestHandler health_;
    TaskGroup tasks_;
    Wakeup stopping_;
};

}  // namespace aisha::cli
