// Every long-lived object of the bot, in the order they need each other; destroyed in reverse.
#pragma once

#include "bot/bot.hpp"
#include "bot/floodgate.hpp"
#include "bot/outbox.hpp"
#include "bot/router.hpp"
#include "bot/updates.hpp"
#include "bot/webhook.hpp"
#include "core/config.hpp"
#include "database/database.hpp"
#include "handlers/admin/watch.hpp"
#include "handlers/context.hpp"
#include "handlers/transcript/progress.hpp"
#include "jobs/instance.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"
#include "media/media_runner.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "services/avatar/avatar_service.hpp"
#include "services/avatar/photo_upload_service.hpp"
#include "services/openai/chat_client.hpp"
#include "services/openai/provider_watch.hpp"
#include "services/openai/transcription_client.hpp"
#include "services/storage/object_store.hpp"
#include "services/transcript/audio_processing_service.hpp"
#include "services/transcript/text_processing_service.hpp"
#include "services/transcript/transcript_service.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <optional>
#include <string>

namespace aisha {

/// The database, opened and migrated, and who we are in it.
struct Foundation {
    std::unique_ptr<Database> database;
    std::unique_ptr<Instance> instance;
};

/// Makes the data folder, opens the database, migrates it (or throws ConfigError where AUTO_MIGRATE is off
/// and the schema is old), and joins it as an instance.
awaitable<Foundation> lay_foundation(asio::any_io_executor executor, Clock& clock, Log log,
                                     Config const& config);

class Application {
public:
    Application(asio::io_context& loop, Clock& clock, Log log, Config config, Foundation foundation);
    ~Application();

    /// Serves until `stop`, then drains: takes no more updates, lets running work end for limits::drain_for,
    /// sends what is to be sent, cancels the rest. Throws ConfigError where Telegram refuses the token.
    awaitable<void> run();
    void stop();

    /// Answers /health/live, /health/ready and, where updates come by webhook, Telegram's deliveries.
    awaitable<net::OutgoingResponse> handle(net::IncomingRequest request);
    /// Until Telegram has said who the bot is; true where it has, false where we are stopping.
    awaitable<bool> ready();

private:
    awaitable<void> receive();
    awaitable<void> stay();
    awaitable<void> prepare_store();
    awaitable<void> introduce();
    awaitable<void> drain();
    void chat_gone(Transaction& tx, ChatId chat);
    /// The way to a service whose answers about our account `watch_` hears.
    ProviderWatch account_at(handlers::admin::PaidService service);
    void set_up_webhook();
    awaitable<bool> ended_within(Duration limit, TaskGroup& tasks);

    Clock& clock_;
    Log log_;
    Config config_;
    Foundation foundation_;
    Database& database_;
    asio::thread_pool files_{1};  // hashing and copying
    net::HttpClient http_;
    std::unique_ptr<ObjectStore> store_;
    std::unique_ptr<MediaRunner> media_;
    ProviderWatch speech_account_;
    TranscriptionClient speech_;
    AudioProcessingService audio_;
    ProviderWatch chat_account_;
    ChatClient chat_;
    TextProcessingService notes_{chat_};
    std::unique_ptr<ObjectStore> avatar_store_;  ///< of photos: a bucket of its own
    AvatarService avatars_;
    PhotoUploadService photo_uploads_{clock_, avatars_, *media_, *avatar_store_, files_};
    bot::Bot bot_;
    TranscriptService transcripts_;
    bot::Outbox outbox_;
    Workers workers_;
    JobQueue jobs_;
    handlers::Progress progress_;
    AccessService access_{clock_, config_.access};
    QuotaService quotas_{clock_, config_.access};
    handlers::Context context_;
    bot::Router router_;
    bot::Dispatcher dispatcher_;
    bot::Floodgate floodgate_;
    bot::Poller poller_;
    std::optional<bot::Webhook> webhook_;  ///< instead of the poller
    handlers::admin::Watch watch_;
    net::HttpServer server_;
    TaskGroup inputs_;
    TaskGroup outputs_;
    Wakeup stopping_;
    Wakeup store_wanted_;  ///< ends the wait for a store that is away
    Wakeup introduced_;
    bool is_stopping_ = false;
    bool is_introduced_ = false;
    std::exception_ptr fatal_;
};

}  // namespace aisha
