// `aisha sandbox`: only the stand-in world, for any bot.
#include "cli/stand_in.hpp"

#include <cstdio>

namespace aisha::cli {

namespace {

awaitable<void> serve(StandIn& stand_in) {
    co_await stand_in.start();
    co_await stand_in.speech_ready();
    fmt::print("{}\n", stand_in.url());
    std::fflush(stdout);
    co_await stand_in.stopped();
    co_await stand_in.close();
}

}  // namespace

int run_sandbox(CommonOptions const& options, ListenOptions const& listen) {
    Session session(options);
    StandIn stand_in(session, {.listen = listen.listen, .data = options.data, .bot = {}, .person = {}});
    session.run(serve(stand_in), [&stand_in] { stand_in.stop(); });
    return exit_success;
}

}  // namespace aisha::cli
