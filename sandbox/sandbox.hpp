// The sandbox: a stand-in for the outside world that speaks the real wire protocols. One handler over net's
// request and response values, told apart by path, so the same code serves a browser over a socket and a test
// without one.
#pragma once

#include "core/log.hpp"
#include "media/media_runner.hpp"
#include "net/http_server.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace aisha::sandbox {

/// A bot that is there from the start, with nicer names than its id.
struct KnownBot {
    std::string token;  ///< "digits:[A-Za-z0-9_-]+"
    std::string first_name;
    std::string username;
};

/// A person who is there from the start, where nobody else is.
struct KnownPerson {
    std::string first_name;
    std::string language_code;  ///< IETF tag
};

struct SandboxOptions {
    std::optional<std::filesystem::path> data;  ///< nothing is kept without it
    std::optional<KnownBot> bot;
    std::optional<KnownPerson> person;
    /// Answers what is below /v1. Without it: 501, in OpenAI's form.
    net::RequestHandler openai;
    /// The way to the webhooks of bots; outlives the sandbox. Without it setWebhook is answered with 501.
    net::Transport* transport = nullptr;
    /// Plays a Bot API server of the operator's own: getFile names a path on this machine, whatever the size.
    bool local_files = false;
    /// The page and the people's side are only for browsers that call this machine by a loopback name,
    /// against other sites that point their name here. Off where the operator listens elsewhere.
    bool loopback_names_only = true;
};

class Sandbox {
public:
    /// Throws ConfigError where another process uses the data folder, or the bot's token is malformed.
    Sandbox(asio::any_io_executor executor, Clock& clock, Log log, MediaRunner& media,
            SandboxOptions options);
    ~Sandbox();

    /// Reads what was kept. Once, before the first request.
    awaitable<void> open();
    /// Answers one request. What a request changed is on disk before it is answered (where there is a data
    /// folder). The server must take bodies of 64 MiB.
    awaitable<net::OutgoingResponse> handle(net::IncomingRequest request);
    /// Ends long polls and event streams, so that draining is quick.
    void stop();
    /// After `stop`, when no request runs any more: until everything is on disk.
    awaitable<void> close();

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace aisha::sandbox
