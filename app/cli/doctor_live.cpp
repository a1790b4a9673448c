// `aisha doctor --live`: finds out by doing.
#include "bot/bot.hpp"
#include "bot/webhook.hpp"
#include "cli/findings.hpp"
#include "database/file_lock.hpp"
#include "database/migrator.hpp"
#include "database/open_database.hpp"
#include "database/repositories/conversation_repository.hpp"
#include "services/storage/open_store.hpp"

#include <boost/asio/thread_pool.hpp>

#include <fstream>

namespace aisha::cli {

namespace {

/// Telegram's word about failed deliveries counts for so long.
constexpr Duration recent = std::chrono::hours(1);
constexpr std::size_t token_length = 16;

std::string without_path(std::string const& url) {
    auto const scheme = url.find("://");
    return scheme == std::string::npos ? url : url.substr(0, url.find('/', scheme + 3));
}

/// A folder of its own for the probe's two files, gone with this object.
class ProbeFolder {
public:
    explicit ProbeFolder(std::string const& name)
        : path_(std::filesystem::temp_directory_path() / ("aisha-" + name)) {
        std::filesystem::create_directory(path_);
    }
    ~ProbeFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    ProbeFolder(ProbeFolder const&) = delete;
    ProbeFolder& operator=(ProbeFolder const&) = delete;
    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class LiveDoctor {
public:
    LiveDoctor(Session& session, Config const& config, net::Transport& transport,
               std::vector<Finding>& findings)
        : session_(session), config_(config), transport_(transport), findings_(findings) {}

    awaitable<void> examine() {
        co_await look("running bot", running_bot());
        co_await look("database write", database_write());
        co_await look("storage write", storage_write());
        if (config_.telegram.bot_token.empty()) co_return;
        bot::Bot bot(transport_, session_.loop().get_executor(), session_.clock(), session_.log(),
                     {config_.telegram.bot_token, config_.telegram.api_url});
        co_await look("webhook", webhook(bot));
        if (config_.telegram.webhook) co_await look("webhook address", webhook_address());
    }

private:
    /// Adds what `check` finds, or its error.
    awaitable<void> look(std::string name, awaitable<Finding> check) {
        Finding finding;
        try {
            finding = co_await std::move(check);
        } catch (std::exception const& e) {
            finding = {.verdict = Verdict::problem, .detail = e.what(), .mend = mend_of(name)};
        }
        finding.name = std::move(name);
        findings_.push_back(std::move(finding));
    }

    static std::string mend_of(std::string_view name) {
        if (name == "database write") return "see DATABASE_URL, the rights, and the free space";
        if (name == "storage write")
            return "see STORAGE_URL and the MINIO_… settings: rights, space, network";
        if (name == "webhook") return "see TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL, and the network";
        return "see PUBLIC_URL: its name, the certificate, the reverse proxy";
    }

    awaitable<Finding> running_bot() {
        net::Request request{.url = "http://" + config_.http_listen + "/health/ready"};
        request.timeout = limits::connect_timeout;
        net::Response response;
        try {
            response = co_await transport_.send(std::move(request));
        } catch (net::TransportError const&) {
            co_return Finding{.verdict = Verdict::warning,
                              .detail = "nothing answers at " + config_.http_listen,
                              .mend = "start it: aisha run; or see HTTP_LISTEN"};
        }
        if (response.ok()) co_return Finding{.detail = "ready at " + config_.http_listen};
        co_return Finding{.verdict = Verdict::warning,
                          .detail = "not ready: " + response.body.substr(0, 100),
                          .mend = "see its log"};
    }

    awaitable<Finding> database_write() {
        if (config_.database_url.empty() && !std::filesystem::exists(config_.database_file))
            co_return Finding{.detail = "no database yet; the first start makes it"};
        try {
            auto const database = open_database(session_.loop().get_executor(), session_.log(), config_);
            Migrator migrator(*database, session_.clock(), session_.log(),
                              migrations_for(database->dialect()));
            for (auto const& migration : co_await migrator.status())
                if (!migration.applied_at)
                    co_return Finding{.detail =
                                          "not tried: the next start brings the schema up to date first"};
            auto const began = session_.clock().monotonic();
            // Nobody has the number 0.
            co_await database->write([this](Transaction& tx) {
                conversation_repository::save(tx, ChatId{}, UserId{}, json::Object(), session_.clock().now());
            });
            co_await database->write(
                [](Transaction& tx) { conversation_repository::remove(tx, ChatId{}, UserId{}); });
            co_return Finding{.detail = "a row written and removed again" + since(began)};
        } catch (FileInUse const&) {
            co_return Finding{.detail = "in use by a running aisha, whose readiness says how it is"};
        }
    }

    awaitable<Finding> storage_write() {
        asio::thread_pool pool(1);
        auto const store = open_store(config_, transport_, pool, session_.clock(), session_.log());
        auto const name = "doctor-" + session_.clock().token(token_length);
        ProbeFolder const folder(name);
        auto const out = folder.path() / "out";
        auto const back = folder.path() / "back";
        std::ofstream(out) << name;
        auto const began = session_.clock().monotonic();
        auto const key = "doctor/" + name;
        co_await store->put(key, out);
        bool const found = co_await store->get(key, back);
        co_await store->remove(key);
        bool const gone = !co_await store->get(key, back);
        if (!found) throw std::runtime_error("an object that was just written is not there");
        if (!gone) throw std::runtime_error("an object that was just removed is still there");
        co_return Finding{.detail = "an object written, read back and removed" + since(began)};
    }

    std::string since(Monotonic began) {
        return fmt::format(
            " in {:.0f} ms",
            std::chrono::duration<double, std::milli>(session_.clock().monotonic() - began).count());
    }

    awaitable<Finding> webhook(bot::Bot& bot) {
        auto const info = co_await bot.call(bot::GetWebhookInfo());
        if (!config_.telegram.webhook) {
            if (info.url.empty()) co_return Finding{.detail = "none, as polling wants it"};
            co_return Finding{
                .verdict = Verdict::warning,
                .detail = "Telegram delivers to " + without_path(info.url),
                .mend = "aisha run removes it and polls; otherwise set TELEGRAM_UPDATES=webhook"};
        }
        auto const ours = config_.telegram.webhook->public_url + std::string(bot::webhook_path);
        if (info.url.empty())
            co_return Finding{.verdict = Verdict::problem,
                              .detail = "Telegram has none",
                              .mend = "start aisha run, which sets it"};
        if (info.url != ours)
            co_return Finding{.verdict = Verdict::problem,
                              .detail = fmt::format("Telegram delivers to {}, not to {}",
                                                    without_path(info.url), without_path(ours)),
                              .mend = "let only one program use this token, and restart aisha run"};
        auto const waiting = fmt::format("{} updates wait at Telegram", info.pending_update_count);
        auto const failed_at = Time(std::chrono::seconds(info.last_error_date.value_or(0)));
        auto const ago = session_.clock().now() - failed_at;
        if (ago < recent)
            co_return Finding{
                .verdict = Verdict::warning,
                .detail = fmt::format("{}; a delivery failed {} minutes ago: {}", waiting,
                                      std::chrono::duration_cast<std::chrono::minutes>(ago).count(),
                                      info.last_error_message.value_or("no reason given")),
                .mend = mend_of("webhook address")};
        co_return Finding{.detail = fmt::format("Telegram delivers to {}; {}", without_path(ours), waiting)};
    }

    /// Knocks without the secret: the bot refuses, and nobody else would in just this way.
    awaitable<Finding> webhook_address() {
        enum { unauthorized = 401 };
        auto const& url = config_.telegram.webhook->public_url;
        net::Request request{.method = "POST", .url = url + std::string(bot::webhook_path)};
        request.headers.add("Content-Type", "application/json");
        request.body = "{}";
        request.timeout = limits::telegram_timeout;
        auto const response = co_await transport_.send(std::move(request));
        if (response.status == unauthorized) co_return Finding{.detail = "the bot answers behind " + url};
        co_return Finding{
            .verdict = Verdict::problem,
            .detail = fmt::format("behind {} something else answers: status {}", url, response.status),
            .mend = fmt::format("let the reverse proxy pass {} on to {}, and start aisha run",
                                bot::webhook_path, config_.http_listen)};
    }

    Session& session_;
    Config const& config_;
    net::Transport& transport_;
    std::vector<Finding>& findings_;
};

}  // namespace

awaitable<void> try_live(Session& session, Config const& config, net::Transport& transport,
                         std::vector<Finding>& findings) {
    LiveDoctor doctor(session, config, transport, findings);
    co_await doctor.examine();
}

}  // namespace aisha::cli
