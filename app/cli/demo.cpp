// `aisha demo`: sandbox, bot and speech program together, to try it in the browser without accounts.
#include "application.hpp"
#include "cli/stand_in.hpp"

#include <cstdio>

namespace aisha::cli {

namespace {

/// Good for the sandbox of this process only.
constexpr auto demo_token = "1000:demo";

/// Whoever sits at the browser, in the language of the machine.
sandbox::KnownPerson demo_person(std::string const& language) {
    return language == "ru" ? sandbox::KnownPerson{"Гость", "ru"} : sandbox::KnownPerson{"Guest", "en"};
}

/// The operator's settings, with everything outside replaced by the stand-in.
Config demo_config(Session const& session, std::string const& stand_in_url) {
    auto config = read_config(session.settings(), session.data() / "bot");
    config.telegram = {.bot_token = Secret(demo_token),
                       .api_url = stand_in_url,
                       .webhook = {},
                       .local_files = session.settings().flag("TELEGRAM_API_LOCAL")};
    config.speech = {stand_in_url + "/v1", Secret(), "whisper.cpp"};
    config.chat = {stand_in_url + "/v1", Secret(), "sandbox-extractive"};
    config.http_listen = "127.0.0.1:0";
    return config;
}

awaitable<void> announce(Application& application, StandIn& stand_in) {
    if (!co_await application.ready()) co_return;
    co_await stand_in.speech_ready();
    fmt::print("{}\n", stand_in.url());
    std::fflush(stdout);
}

awaitable<void> serve(Session& session, StandIn& stand_in, std::function<void()>& stop) {
    bool stopped = false;
    stop = [&stopped] { stopped = true; };
    co_await stand_in.start();
    auto config = demo_config(session, stand_in.url());
    auto foundation =
        co_await lay_foundation(session.loop().get_executor(), session.clock(), session.log(), config);
    Application application(session.loop(), session.clock(), session.log(), std::move(config),
                            std::move(foundation));
    stand_in.answer_health(
        [&application](net::IncomingRequest request) { return application.handle(std::move(request)); });
    TaskGroup tasks(session.loop().get_executor(), session.log());
    stop = [&application] { application.stop(); };
    if (!stopped) {
        tasks.spawn("announcement", announce(application, stand_in));
        co_await application.run();
    }
    stop = [] {};
    tasks.cancel();
    co_await tasks.join();
    co_await stand_in.close();
}

}  // namespace

int run_demo(CommonOptions const& options, ListenOptions const& listen) {
    Session session(options);
    StandIn stand_in(session, {.listen = listen.listen,
                               .data = session.data() / "sandbox",
                               .bot = sandbox::KnownBot{demo_token, "Aisha", "aisha_sandbox_bot"},
                               .person = demo_person(session.language())});
    std::function<void()> stop;
    session.run(serve(session, stand_in, stop), [&stop] { stop(); });
    return exit_success;
}

}  // namespace aisha::cli
