// The composition root: construction, running, draining.
#include "application.hpp"

#include "core/crash_point.hpp"
#include "database/migrator.hpp"
#include "database/open_database.hpp"
#include "database/repositories/user_repository.hpp"
#include "handlers/files.hpp"
#include "handlers/jobs.hpp"
#include "handlers/menu.hpp"
#include "handlers/privacy/facts.hpp"
#include "handlers/privacy/housekeeping.hpp"
#include "handlers/routes.hpp"
#include "handlers/transcript/queue.hpp"
#include "media/confined_runner.hpp"
#include "media/confinement.hpp"
#include "services/storage/open_store.hpp"
#include "texts/access.hpp"
#include "texts/avatar.hpp"
#include "texts/history.hpp"
#include "texts/privacy.hpp"
#include "texts/settings.hpp"
#include "texts/texts.hpp"

#include <fstream>

namespace aisha {

namespace {

/// The id kept in the data folder, so that a restart is known as the same instance.
std::string instance_id(Clock& clock, Config const& config) {
    if (!config.instance_id.empty()) return config.instance_id;
    auto const file = config.data / "instance_id";
    std::string id;
    if (std::ifstream(file) >> id && !id.empty()) return id;
    id = clock.token(16);
    std::ofstream out(file);
    out << id << '\n';
    out.close();
    if (!out) throw ConfigError("cannot write " + file.string());
    return id;
}

Language default_language(Config const& config) { return json::enum_from<Language>(config.default_language); }

/// Left over from a process that died.
std::filesystem::path emptied_temporary_folder(Config const& config) {
    auto const folder = config.data / "tmp";
    end_confined_runs(folder);
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

Secret webhook_secret(Clock& clock, Config const& config) {
    auto const& given = config.telegram.webhook->secret;
    return given.empty() ? bot::kept_webhook_secret(clock, config.data / "webhook_secret") : given;
}

std::vector<bot::BotCommand> commands_in(Language language, AccessRules const& rules) {
    auto const& words = texts::in(language);
    std::vector<bot::BotCommand> commands{{"start", words.command_start},
                                          {"history", words.command_history},
                                          {"search", texts::history(language).command_search},
                                          {"transcribe", texts::settings(language).command_transcribe},
                                          {"avatars", texts::avatar(language).command_avatars},
                                          {"settings", texts::settings(language).command_settings},
                                          {"language", words.command_language}};
    if (rules.audio_quota || rules.texts_quota)
        commands.push_back({"limits", texts::access(language).command_limits});
    commands.push_back({"privacy", texts::privacy(language).command_privacy});
    commands.push_back({"help", words.command_help});
    return commands;
}

/// What admins are warned of.
handlers::admin::Watch::Options watched(Config const& config, std::string instance,
                                        std::optional<bot::Webhook> const& webhook) {
    return {.admins = config.access.admins,
            .default_language = default_language(config),
            .instance = std::move(instance),
            .disk = handlers::admin::free_space_of(config.data),
            .webhook = [&webhook](bool) { return webhook ? webhook->trouble() : std::nullopt; }};
}

net::ServerOptions server_options(Config const& config, std::filesystem::path const& temporary_folder) {
    return {.listen = config.http_listen,
            .temporary_folder = temporary_folder,
            .body_max = limits::webhook_body_max,
            .body_in_memory = limits::webhook_body_max,
            .connections_max = limits::bot_connections_max};
}

net::OutgoingResponse health(int status, std::string_view word) {
    return net::json_response(status, json::dump(json::Object{{"status", word}}));
}

AvatarRules avatar_rules(Config const& config) {
    return {config.avatars.photos_min, config.avatars.photos_max, config.avatars.photo_bytes_max};
}

/// The folders of this machine that fill with the work.
std::vector<std::filesystem::path> written_folders(Config const& config) {
    std::vector folders{config.data};
    if (config.database_url.empty()) folders.push_back(config.database_file.parent_path());
    if (!config.storage_folder.empty()) folders.push_back(config.storage_folder);
    return folders;
}

}  // namespace

awaitable<Foundation> lay_foundation(asio::any_io_executor executor, Clock& clock, Log log,
                                     Config const& config) {
    std::error_code error;
    std::filesystem::create_directories(config.data, error);
    if (error)
        throw ConfigError(
            fmt::format("cannot make the data folder {}: {}", config.data.string(), error.message()));
    Foundation foundation{.database = open_database(executor, log, config)};
    auto& database = *foundation.database;
    Migrator migrator(database, clock, log, migrations_for(database.dialect()));
    if (config.auto_migrate) {
        co_await migrator.upgrade();
    } else {
        for (auto const& migration : co_await migrator.status())
            if (!migration.applied_at)
                throw ConfigError(
                    "the database schema is old and AUTO_MIGRATE is off: run `aisha db upgrade`");
    }
    foundation.instance =
        std::make_unique<Instance>(executor, database, clock, log, instance_id(clock, config));
    co_await foundation.instance->join();
    co_return foundation;
}

Application::Application(asio::io_context& loop, Clock& clock, Log log, Config config, Foundation foundation)
    : clock_(clock),
      log_(std::move(log)),
      config_(std::move(config)),
      foundation_(std::move(foundation)),
      database_(*foundation_.database),
      http_(loop.get_executor()),
      store_(open_store(config_, http_, files_, clock_, log_)),
      media_(std::make_unique<ConfinedRunner>(clock_, log_)),
      speech_account_(account_at(handlers::admin::PaidService::speech)),
      speech_(speech_account_, clock_,
              {config_.speech.base_url, config_.speech.api_key, config_.speech.model}),
      audio_(database_, clock_, *media_, speech_, files_),
      chat_account_(account_at(handlers::admin::PaidService::chat)),
      chat_(chat_account_, {config_.chat.base_url, config_.chat.api_key, config_.chat.model}),
      avatar_store_(open_avatar_store(config_, http_, files_, clock_, log_)),
      avatars_(clock_, avatar_rules(config_)),
      bot_(http_, loop.get_executor(), clock_, log_,
           {config_.telegram.bot_token, config_.telegram.api_url, config_.telegram.local_files}),
      transcripts_(clock_, bot_.download_max()),
      outbox_(
          loop.get_executor(), database_, clock_, log_, bot_,
          {.epoch = foundation_.instance->epoch(),
           .files = [this](json::Value source) { return handlers::make_file(context_, std::move(source)); }},
          [this](Transaction& tx, ChatId chat) { chat_gone(tx, chat); }),
      workers_(loop.get_executor(), database_, clock_, log_,
               {.instance = foundation_.instance->id(), .epoch = foundation_.instance->epoch()}),
      jobs_(
          clock_, [this] { workers_.wake(); }, [this](JobId id) { workers_.interrupt(id); }),
      progress_(loop.get_executor(), database_, clock_, log_, bot_),
      context_{clock_,
               database_,
               bot_,
               outbox_,
               jobs_,
               transcripts_,
               audio_,
               notes_,
               *store_,
               progress_,
               access_,
               quotas_,
               default_language(config_),
               emptied_temporary_folder(config_),
               files_,
               handlers::privacy_facts(config_),
               {avatars_, photo_uploads_, *media_, *avatar_store_}},
      router_(handlers::make_routes(context_)),
      dispatcher_(loop.get_executor(), database_, clock_, log_, bot_, router_,
                  [this](Transaction& tx, bot::Incoming const& incoming, std::string const& reference) {
                      handlers::menu::apologise(context_, tx, incoming, reference);
                  }),
      floodgate_(loop.get_executor(), database_, clock_, log_,
                 {.folders = written_folders(config_), .free_space = bot::free_space}),
      poller_(
          database_, clock_, log_, bot_, [this] { dispatcher_.wake(); },
          [this] { return floodgate_.is_open(); }),
      watch_(loop.get_executor(), database_, clock_, log_, outbox_,
             watched(config_, foundation_.instance->id(), webhook_)),
      server_(loop.get_executor(), clock_, log_, server_options(config_, context_.temporary_folder),
              [this](net::IncomingRequest request) { return handle(std::move(request)); }),
      inputs_(loop.get_executor(), log_),
      outputs_(loop.get_executor(), log_),
      stopping_(loop.get_executor()),
      store_wanted_(loop.get_executor()),
      introduced_(loop.get_executor()) {
    set_up_webhook();
    handlers::add_jobs(workers_, context_, config_.speech.per_minute);
}

Application::~Application() = default;

ProviderWatch Application::account_at(handlers::admin::PaidService service) {
    return {http_, [this, service](AccountState state) { watch_.heard(service, state); }};
}

void Application::set_up_webhook() {
    if (auto const& webhook = config_.telegram.webhook)
        webhook_.emplace(
            database_, clock_, log_, bot_,
            bot::WebhookConfig{webhook->public_url, webhook_secret(clock_, config_)},
            [this] { dispatcher_.wake(); }, [this] { return floodgate_.is_open(); });
}

awaitable<void> Application::run() {
    log_.info("started", "version", AISHA_VERSION, "listen", server_.address(), "instance",
              foundation_.instance->id(), "epoch", foundation_.instance->epoch(), "speech",
              speech_.configured() ? "configured" : "none", "chat",
              chat_.configured() ? "configured" : "none");
    if (!speech_.configured())
        log_.warning("no_speech_service", "mend", "set SPEECH_BASE_URL or OPENAI_API_KEY");
    outputs_.spawn("outbox", outbox_.run());
    inputs_.spawn("http_server", server_.run());
    inputs_.spawn("dispatcher", dispatcher_.run());
    inputs_.spawn("workers", workers_.run());
    inputs_.spawn("floodgate", floodgate_.run());
    inputs_.spawn("watch", watch_.run());
    inputs_.spawn("updates", receive());
    inputs_.spawn("instance", stay());
    inputs_.spawn("storage", prepare_store());
    inputs_.spawn("housekeeping", database_.write([this](Transaction& tx) {
        handlers::privacy::begin_housekeeping(context_, tx);
    }));
    co_await stopping_.wait();
    co_await drain();
    if (fatal_) std::rethrow_exception(fatal_);
}

void Application::stop() {
    is_stopping_ = true;
    stopping_.notify();
    store_wanted_.notify();
    introduced_.notify();
}

awaitable<void> Application::receive() {
    try {
        co_await introduce();
        if (!is_stopping_) co_await (webhook_ ? webhook_->run() : poller_.run());
    } catch (ConfigError const&) {
        fatal_ = std::current_exception();
        stop();
    }
}

/// Among the instances, until the end.
awaitable<void> Application::stay() {
    std::exception_ptr error;
    try {
        co_await foundation_.instance->run([this] {
            workers_.take_over();
            outbox_.take_over();
            dispatcher_.wake();
        });
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    if (is_cancelled(error)) std::rethrow_exception(error);
    fatal_ = error;
    stop();
}

/// Makes a bucket that is missing and finds wrong keys before somebody's recording does. Waits for a store
/// that is away; so do the jobs.
awaitable<void> Application::prepare_store() {
    Duration delay = limits::storage_look_min;
    while (!is_stopping_) {
        std::exception_ptr error;
        try {
            co_await store_->check();
            co_await avatar_store_->check();
            co_return;
        } catch (ConfigError const&) {
            fatal_ = std::current_exception();
            stop();
            co_return;
        } catch (Unavailable const&) {
            error = std::current_exception();
        }
        log_.warning("storage_unavailable", "error", describe(error));
        co_await store_wanted_.wait(clock_, delay);
        delay = std::min<Duration>(delay * 2, limits::storage_look_max);
    }
}

/// Asks Telegram who we are, however long it takes, and tells it our commands.
awaitable<void> Application::introduce() {
    Duration delay = limits::introduction_delay_min;
    while (!is_introduced_ && !is_stopping_) {
        std::exception_ptr error;
        try {
            auto const me = co_await bot_.call(bot::GetMe{});
            bot_.set_username(me.username.value_or(""));
            log_.info("introduced", "bot", me.id, "username", me.username.value_or(""));
            is_introduced_ = true;
        } catch (bot::ApiError const& e) {
            if (e.code() == 401 || e.code() == 404)
                throw ConfigError("Telegram does not know TELEGRAM_BOT_TOKEN; check it with @BotFather");
            error = std::current_exception();
        } catch (Unavailable const&) {
            error = std::current_exception();
        }
        if (!error) break;
        log_.warning("telegram_unavailable", "error", describe(error));
        co_await introduced_.wait(clock_, delay);
        delay = std::min<Duration>(delay * 2, limits::introduction_delay_max);
    }
    introduced_.notify();
    bot_.fire(bot::SetMyCommands{commands_in(Language::en, config_.access), {}});
    bot_.fire(bot::SetMyCommands{commands_in(Language::ru, config_.access), "ru"});
}

awaitable<bool> Application::ready() {
    while (!is_introduced_ && !is_stopping_) co_await introduced_.wait(clock_, limits::slow_poll);
    co_return is_introduced_ && !is_stopping_;
}

awaitable<net::OutgoingResponse> Application::handle(net::IncomingRequest request) {
    if (request.path == "/health/live") co_return health(200, "ok");
    if (request.path == "/health/ready") {
        if (is_stopping_) co_return health(503, "stopping");
        if (!floodgate_.is_open()) co_return health(503, floodgate_.why());
        co_return is_introduced_ ? health(200, "ok") : health(503, "waiting for Telegram");
    }
    if (webhook_ && request.path == bot::webhook_path)
        co_return co_await webhook_->receive(std::move(request));
    co_return net::problem(404, "Not Found", "There is nothing here.");
}

/// The chat cannot be written to any more.
void Application::chat_gone(Transaction& tx, ChatId chat) {
    user_repository::mark_unreachable(tx, UserId{chat.value}, clock_.now());
    handlers::transcript::chat_lost(context_, tx, chat);
}

awaitable<void> Application::drain() {
    reach(CrashPoint::stopping);
    floodgate_.stop();
    poller_.stop();
    if (webhook_) webhook_->stop();
    dispatcher_.stop();
    watch_.stop();
    workers_.stop();
    foundation_.instance->stop();
    server_.stop();
    if (!co_await ended_within(limits::drain_for, inputs_)) {
        log_.info("work_interrupted", "tasks", inputs_.size());
        workers_.cancel();
        server_.cancel();
        inputs_.cancel();
        co_await inputs_.join();
    }
    co_await progress_.stop();
    outbox_.stop();
    if (!co_await ended_within(limits::flush_for, outputs_)) {
        log_.info("sending_interrupted");
        outbox_.cancel();
        outputs_.cancel();
        co_await outputs_.join();
    }
    co_await bot_.drain();
    reach(CrashPoint::drained);
}

awaitable<bool> Application::ended_within(Duration limit, TaskGroup& tasks) {
    try {
        co_await with_timeout(clock_, limit, "draining", tasks.join());
        co_return true;
    } catch (Unavailable const&) {
        co_return false;
    }
}

}  // namespace aisha
