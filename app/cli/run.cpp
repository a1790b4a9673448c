// `aisha run`: the service against whatever the settings name.
#include "application.hpp"
#include "cli/commands.hpp"

namespace aisha::cli {

namespace {

awaitable<void> serve(Session& session, Config config, std::function<void()>& stop) {
    bool stopped = false;
    stop = [&stopped] { stopped = true; };
    auto foundation =
        co_await lay_foundation(session.loop().get_executor(), session.clock(), session.log(), config);
    if (stopped) co_return;
    Application application(session.loop(), session.clock(), session.log(), std::move(config),
                            std::move(foundation));
    stop = [&application] { application.stop(); };
    co_await application.run();
    stop = [] {};
}

}  // namespace

int run_service(CommonOptions const& options) {
    Session session(options);
    auto config = read_config(session.settings(), session.data());
    require_token(config);
    std::function<void()> stop;
    session.run(serve(session, std::move(config), stop), [&stop] { stop(); });
    return exit_success;
}

}  // namespace aisha::cli
