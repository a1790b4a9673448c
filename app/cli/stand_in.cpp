// The sandbox as a server.
#include "cli/stand_in.hpp"

#include "core/errors.hpp"
#include "net/url_policy.hpp"

#include <stdlib.h>

namespace aisha::cli {

namespace {

// Where scripts/speech_model puts them, below the cache folder.
constexpr auto cached_program = "whisper-1.8.5/whisper-server";
constexpr auto cached_model = "models/ggml-base.bin";

std::filesystem::path make_temporary_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "aisha-sandbox-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw ConfigError("cannot make a temporary folder like " + pattern);
    return pattern;
}

/// The name by which this machine reaches an address that may stand for all of its own.
std::string reachable(std::string const& address) {
    for (std::string_view const any : {"0.0.0.0:", "[::]:"})
        if (address.starts_with(any)) return "127.0.0.1:" + address.substr(any.size());
    return address;
}

bool is_loopback(std::string const& listen) {
    return listen.starts_with("127.") || listen.starts_with("localhost:") || listen.starts_with("[::1]:");
}

}  // namespace

StandIn::StandIn(Session& session, Options options)
    : session_(session),
      temporary_folder_(make_temporary_folder()),
      http_(session.loop().get_executor()),
      media_(session.clock(), session.log()),
      tasks_(session.loop().get_executor(), session.log()),
      stopping_(session.loop().get_executor()) {
    start_whisper();
    auto const address = [this] { return whisper_->ready() ? std::optional(whisper_->url()) : std::nullopt; };
    openai_ = std::make_unique<sandbox::OpenAi>(http_, session.clock(), media_, temporary_folder_,
                                                whisper_ ? sandbox::SpeechAddress(address) : nullptr);
    sandbox::SandboxOptions world{
        .data = options.data,
        .bot = options.bot,
        .person = options.person,
        .openai = [this](net::IncomingRequest request) { return openai_->handle(std::move(request)); },
        .transport = &http_,
        .local_files = session.settings().flag("TELEGRAM_API_LOCAL"),
        .loopback_names_only = is_loopback(options.listen)};
    sandbox_ = std::make_unique<sandbox::Sandbox>(session.loop().get_executor(), session.clock(),
                                                  session.log(), media_, std::move(world));
    server_ = std::make_unique<net::HttpServer>(
        session.loop().get_executor(), session.clock(), session.log(),
        net::ServerOptions{.listen = options.listen, .temporary_folder = temporary_folder_},
        [this](net::IncomingRequest request) { return answer(std::move(request)); });
}

StandIn::~StandIn() {
    std::error_code ignored;
    std::filesystem::remove_all(temporary_folder_, ignored);
}

/// The program and model that are set, or else those that scripts/speech_model has put into the cache.
/// Without them there is no speech, and the sandbox says so.
void StandIn::start_whisper() {
    auto const& settings = session_.settings();
    std::filesystem::path program = settings.get("WHISPER_SERVER");
    std::filesystem::path model = settings.get("WHISPER_MODEL");
    if (!settings.given("WHISPER_SERVER") && !settings.given("WHISPER_MODEL")) {
        auto const cache = session_.cache();
        if (exists(cache / cached_program) && exists(cache / cached_model)) {
            program = cache / cached_program;
            model = cache / cached_model;
        }
    }
    if (program.empty() && model.empty()) {
        session_.log().warning("no_speech_model", "mend",
                               "run scripts/speech_model, or set WHISPER_SERVER and "
                               "WHISPER_MODEL");
        return;
    }
    whisper_ = std::make_unique<sandbox::WhisperServer>(
        http_, session_.clock(), session_.log(),
        sandbox::WhisperServerOptions{.program = program, .model = model});
}

awaitable<void> StandIn::start() {
    co_await sandbox_->open();
    if (whisper_) tasks_.spawn("whisper_server", whisper_->run());
    tasks_.spawn("http_server", server_->run());
}

awaitable<void> StandIn::speech_ready() {
    auto const deadline = session_.clock().monotonic() + limits::speech_start_max;
    while (whisper_ && !whisper_->ready() && session_.clock().monotonic() < deadline)
        co_await session_.clock().sleep(limits::speech_start_look_every);
}

std::string StandIn::url() const { return "http://" + reachable(server_->address()); }

void StandIn::stop() { stopping_.notify(); }

awaitable<void> StandIn::stopped() { co_await stopping_.wait(); }

awaitable<void> StandIn::close() {
    sandbox_->stop();
    server_->stop();
    if (whisper_) whisper_->stop();
    try {
        co_await with_timeout(session_.clock(), limits::flush_for, "closing", tasks_.join());
    } catch (Unavailable const&) {
        session_.log().info("connections_interrupted", "tasks", tasks_.size());
    }
    server_->cancel();
    tasks_.cancel();
    co_await tasks_.join();
    co_await sandbox_->close();
}

awaitable<net::OutgoingResponse> StandIn::answer(net::IncomingRequest request) {
    if (request.path.starts_with("/health/") && health_) co_return co_await health_(std::move(request));
    co_return co_await sandbox_->handle(std::move(request));
}

}  // namespace aisha::cli
