// The settings of the service, checked: plain values that the composition root hands out.
#pragma once

#include "core/access_rules.hpp"
#include "core/log.hpp"
#include "core/secret.hpp"
#include "core/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace aisha {

struct Config {
    /// How Telegram delivers where it is not polled.
    struct Webhook {
        std::string public_url;  ///< where Telegram reaches our HTTP server; without a slash at the end
        Secret secret;           ///< empty: one is made and kept in the data folder
    };
    struct Telegram {
        Secret bot_token;
        std::string api_url;
        std::optional<Webhook> webhook;  ///< nothing: updates are polled
        bool local_files = false;        ///< the Bot API server is the operator's own and names paths
    };
    struct Speech {
        std::string base_url;  ///< empty: there is no speech service
        Secret api_key;
        std::string model;
        int per_minute = 0;  ///< recordings that are begun in a minute; 0: as fast as they come
    };

    /// The service that writes notes.
    struct Chat {
        std::string base_url;
        Secret api_key;
        std::string model;  ///< empty: there is none
    };

    struct S3 {
        std::string endpoint;  ///< scheme, host and port
        std::string region;
        Secret access_key;
        Secret secret_key;
        std::string bucket;          ///< of recordings and texts
        std::string avatars_bucket;  ///< of photos
    };

    struct Avatars {
        int photos_min = 0;  ///< of one avatar
        int photos_max = 0;
        std::int64_t photo_bytes_max = 0;
    };

    std::filesystem::path data;            ///< everything that is kept
    std::filesystem::path database_file;   ///< of SQLite, where `database_url` is empty
    Secret database_url;                   ///< of PostgreSQL; may hold a password
    std::filesystem::path storage_folder;  ///< empty where `s3` is given
    std::optional<S3> s3;
    Telegram telegram;
    Speech speech;
    Chat chat;
    std::string http_listen;
    bool auto_migrate = true;
    std::string instance_id;                     ///< empty: the one kept in the data folder
    std::string default_language;                ///< "en" or "ru"
    std::optional<std::int64_t> retention_days;  ///< recordings and texts are deleted after; nothing: never
    AccessRules access;
    Avatars avatars;
};

/// Throws ConfigError, naming the setting, for a value that cannot be right. A missing token is allowed here:
/// commands that need it ask for it (`require_token`).
Config read_config(Settings const& settings, std::filesystem::path const& data);

/// Whether Telegram takes `secret` for a webhook: 1 to limits::webhook_secret_max of A-Z, a-z, 0-9, _ and -.
/// https://core.telegram.org/bots/api#setwebhook
bool is_webhook_secret(std::string_view secret);

/// Throws ConfigError where TELEGRAM_BOT_TOKEN is not set.
void require_token(Config const& config);

/// LOG_FORMAT (human on a terminal, else JSON) and LOG_LEVEL. `terminal`: standard error is one.
LogFormat log_format(Settings const& settings, bool terminal);
LogLevel log_level(Settings const& settings);

/// `$XDG_DATA_HOME/aisha`, or `~/.local/share/aisha`.
/// https://specifications.freedesktop.org/basedir-spec/latest/
std::filesystem::path default_data_folder(Settings::Environment const& environment);

}  // namespace aisha
