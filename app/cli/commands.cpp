// The command line, and what all commands share.
#include "cli/commands.hpp"

#include "core/config.hpp"
#include "core/crash_point.hpp"
#include "core/errors.hpp"

#include <boost/asio/signal_set.hpp>

#include <CLI/CLI.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>

namespace aisha::cli {

namespace {

std::optional<std::string> environment(std::string const& name) {
    char const* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value ? std::optional<std::string>(value) : std::nullopt;
}

void add_common(CLI::App& command, CommonOptions& options) {
    command.add_option("--config", options.config, "Settings file (TOML)")->type_name("FILE");
    command.add_option("--data", options.data, "Folder for everything that is kept")->type_name("DIR");
    command.add_option("--set", options.set, "One setting; may be repeated")->type_name("NAME=value");
}

/// The command line as CLI11 knows it; each command stores what it will run.
class CommandLine {
public:
    CommandLine() {
        app_.set_version_flag("--version", AISHA_VERSION);
        app_.require_subcommand(1);
        add_demo();
        add_run();
        add_sandbox();
        add_database();
        add_doctor();
    }

    int run(int argc, char** argv) {
        // CLI11 would only say that a command is missing.
        if (argc > 1 && argv[1][0] != '-' &&
            app_.get_subcommands([&](CLI::App* command) { return command->check_name(argv[1]); }).empty())
            throw ConfigError(fmt::format("there is no command {}; see aisha --help", argv[1]));
        try {
            app_.parse(argc, argv);
        } catch (CLI::ParseError const& e) {
            return app_.exit(e) == 0 ? exit_success : exit_usage;
        }
        return chosen_();
    }

private:
    CLI::App* add(std::string const& name, std::string const& description, std::function<int()> command) {
        auto* const subcommand = app_.add_subcommand(name, description);
        subcommand->callback([this, command = std::move(command)] { chosen_ = command; });
        return subcommand;
    }

    void add_demo() {
        auto* const demo =
            add("demo", "Try it in the browser: sandbox, bot and speech server together", [this] {
                return run_demo(common_, {listen_.listen.empty() ? "127.0.0.1:8080" : listen_.listen});
            });
        add_common(*demo, common_);
        demo->add_option("--listen", listen_.listen, "Address of the page (127.0.0.1:8080)")
            ->type_name("ADDRESS:PORT");
    }

    void add_run() {
        auto* const service = add("run", "Run the bot against whatever the settings name",
                                  [this] { return run_service(common_); });
        add_common(*service, common_);
    }

    void add_sandbox() {
        auto* const sandbox = add("sandbox", "Only the stand-in world, for any bot", [this] {
            return run_sandbox(common_, {listen_.listen.empty() ? "127.0.0.1:8081" : listen_.listen});
        });
        add_common(*sandbox, common_);
        sandbox->add_option("--listen", listen_.listen, "Address to listen on (127.0.0.1:8081)")
            ->type_name("ADDRESS:PORT");
    }

    void add_database() {
        auto* const database = app_.add_subcommand("db", "Look after the database");
        database->require_subcommand(1);
        auto const action = [&](std::string const& name, std::string const& description,
                                DatabaseAction what) {
            auto* const command = database->add_subcommand(name, description);
            add_common(*command, common_);
            command->callback(
                [this, what] { chosen_ = [this, what] { return run_database(common_, what, version_); }; });
            return command;
        };
        action("status", "Which migrations are applied", DatabaseAction::status);
        action("upgrade", "Apply what is pending", DatabaseAction::upgrade);
        action("downgrade", "Take migrations back, newest first", DatabaseAction::downgrade)
            ->add_option("version", version_, "The last one to keep; 0 takes all back")
            ->required();
        action("check", "Compare the schema with what the migrations make", DatabaseAction::check);
    }

    void add_doctor() {
        auto* const doctor = add("doctor", "What is wrong and how to mend it", [this] {
            return run_doctor(common_, json_ ? DoctorOutput::json : DoctorOutput::human,
                              live_ ? DoctorDepth::live : DoctorDepth::look);
        });
        add_common(*doctor, common_);
        doctor->add_flag("--json", json_, "For programs");
        doctor->add_flag("--live", live_, "Also write to database and store, and knock at the webhook");
    }

    CLI::App app_{"Aisha turns speech into text, as a Telegram bot.", "aisha"};
    CommonOptions common_;
    ListenOptions listen_;
    int version_ = 0;
    bool json_ = false;
    bool live_ = false;
    std::function<int()> chosen_;
};

/// The memory of a process that crashes holds keys and people's words. The limit of one byte also keeps the
/// kernel from starting a program that takes the dump from a pipe.
void forbid_core_dumps() {
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_max = std::min<rlim_t>(limit.rlim_max, 1);
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_CORE, &limit) != 0) throw std::runtime_error("cannot forbid core dumps");
}

Settings read_settings(CommonOptions const& options) {
    return Settings({.assignments = options.set, .file = options.config, .environment = environment});
}

}  // namespace

int run(int argc, char** argv) {
    try {
        return CommandLine().run(argc, argv);
    } catch (ConfigError const& e) {
        fmt::print(stderr, "aisha: {}\n", e.what());
        return exit_usage;
    }
}

Session::Session(CommonOptions const& options)
    : settings_(read_settings(options)),
      data_(std::filesystem::absolute(options.data ? *options.data : default_data_folder(environment))),
      sink_(clock_, log_format(settings_, ::isatty(STDERR_FILENO) == 1), log_level(settings_),
            STDERR_FILENO) {
    forbid_core_dumps();
    if (auto const order = environment("AISHA_CRASH_AT")) {
        arm_crash_point(*order);
        log().warning("crash_point_armed", "point", json::name_of(*armed_crash_point()), "mend",
                      "unset AISHA_CRASH_AT: it is for tests, and kills this process");
    }
    for (auto const& name : settings_.without_effect()) log().warning("setting_without_effect", "name", name);
}

std::filesystem::path Session::cache() const {
    if (auto const cache = environment("XDG_CACHE_HOME"); cache && cache->starts_with('/'))
        return std::filesystem::path(*cache) / "aisha";
    return std::filesystem::path(environment("HOME").value_or("/nonexistent")) / ".cache/aisha";
}

std::string Session::language() const {
    for (auto const* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (auto const locale = environment(name); locale && !locale->empty()) return locale->substr(0, 2);
    return "en";
}

void Session::run(awaitable<void> task, std::function<void()> stop) {
    asio::signal_set signals(loop_, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code error, int signal) {
        if (error) return;
        log().info("stopping", "signal", signal);
        stop();
        signals.async_wait([](boost::system::error_code again, int number) {
            if (!again) std::_Exit(128 + number);
        });
    });
    std::exception_ptr failure;
    asio::co_spawn(loop_, std::move(task), [&](std::exception_ptr error) {
        failure = std::move(error);
        signals.cancel();
        // What is left are connections that nobody waits for.
        loop_.stop();
    });
    loop_.run();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace aisha::cli
