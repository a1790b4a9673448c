// The settings of the service, checked.
#include "core/config.hpp"

#include "core/errors.hpp"
#include "core/limits.hpp"
#include "core/limits/avatar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace aisha {

namespace {

constexpr std::string_view official_api = "https://api.telegram.org";
constexpr auto official_openai = "https://api.openai.com/v1";

/// "sqlite:///a" is relative to `data`, "sqlite:////a" absolute; file:// likewise.
std::filesystem::path path_of(std::string_view name, std::string const& url, std::string_view scheme,
                              std::filesystem::path const& data) {
    auto const prefix = std::string(scheme) + ":///";
    auto const path = url.starts_with(prefix) ? url.substr(prefix.size()) : std::string();
    if (path.empty() || path == "/")
        throw ConfigError(fmt::format("{} must look like {}name (in the data folder) or {}/full/path", name,
                                      prefix, prefix));
    return data / path;
}

/// Host and port of a URL.
std::string_view authority_of(std::string_view url) {
    auto const scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    return url.substr(0, url.find_first_of("/?#"));
}

std::string http_url(Settings const& settings, std::string_view name) {
    auto url = settings.get(name);
    while (url.ends_with('/')) url.pop_back();
    if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://"))
        throw ConfigError(fmt::format("{} must begin with http:// or https://", name));
    // Not repeated here or below: there may be a password in it.
    if (authority_of(url).contains('@'))
        throw ConfigError(fmt::format("{} must be an address without user and password", name));
    return url;
}

std::string api_base(Settings const& settings, std::string_view name) {
    auto url = http_url(settings, name);
    if (!url.empty() && !url.ends_with("/v1")) throw ConfigError(fmt::format("{} must end in /v1", name));
    return url;
}

bool is_postgres(std::string_view url) {
    return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

std::filesystem::path database_file(Settings const& settings, std::filesystem::path const& data) {
    auto const url = settings.get("DATABASE_URL");
    if (is_postgres(url)) return {};
    // What is there instead is not repeated: it may hold a password.
    if (!url.starts_with("sqlite:"))
        throw ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql://");
    return path_of("DATABASE_URL", url, "sqlite", data);
}

Secret database_url(Settings const& settings) {
    auto const url = settings.get("DATABASE_URL");
    return is_postgres(url) ? Secret(url) : Secret();
}

bool stores_in_s3(Settings const& settings) { return settings.get("STORAGE_URL").starts_with("s3:"); }

std::filesystem::path storage_folder(Settings const& settings, std::filesystem::path const& data) {
    if (stores_in_s3(settings)) return {};
    for (auto const* name : {"MINIO_ENDPOINT", "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY"})
        if (settings.given(name))
            throw ConfigError(fmt::format("{} is set, but STORAGE_URL is not s3://", name));
    return path_of("STORAGE_URL", settings.get("STORAGE_URL"), "file", data);
}

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
std::string bucket(Settings const& settings, std::string_view name) {
    constexpr std::size_t shortest = 3;
    constexpr std::size_t longest = 63;
    auto const inner = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    auto const outer = [&](char c) { return inner(c) && c != '-' && c != '.'; };
    auto value = settings.get(name);
    if (value.size() < shortest || value.size() > longest || !std::ranges::all_of(value, inner) ||
        !outer(value.front()) || !outer(value.back()) || value.contains(".."))
        throw ConfigError(fmt::format("{} must be 3 to 63 of a-z, 0-9, - and ., not \"{}\"", name, value));
    return value;
}

std::optional<Config::S3> s3(Settings const& settings) {
    if (!stores_in_s3(settings)) return std::nullopt;
    if (settings.get("STORAGE_URL") != "s3://")
        throw ConfigError("STORAGE_URL must be s3:// and no more; MINIO_ENDPOINT names the server");
    Config::S3 s3{.endpoint = http_url(settings, "MINIO_ENDPOINT"),
                  .region = settings.get("MINIO_REGION"),
                  .access_key = settings.secret("MINIO_ACCESS_KEY"),
                  .secret_key = settings.secret("MINIO_SECRET_KEY"),
                  .bucket = bucket(settings, "MINIO_BUCKET_TRANSCRIPTS"),
                  .avatars_bucket = bucket(settings, "MINIO_BUCKET_AVATARS")};
    auto const require = [](bool given, std::string_view name) {
        if (!given) throw ConfigError(fmt::format("STORAGE_URL is s3://, but {} is not set", name));
    };
    require(!s3.endpoint.empty(), "MINIO_ENDPOINT");
    require(!s3.access_key.empty(), "MINIO_ACCESS_KEY");
    require(!s3.secret_key.empty(), "MINIO_SECRET_KEY");
    if (s3.endpoint.find_first_of("/?#@", s3.endpoint.find("://") + 3) != std::string::npos)
        throw ConfigError("MINIO_ENDPOINT must be a scheme, a host and a port: http://127.0.0.1:9000");
    return s3;
}

/// The port that a URL names, in digits; empty where it names none.
std::string_view port_of(std::string_view url) {
    auto const authority = authority_of(url);
    auto const colon = authority.rfind(':');
    bool const names_port =
        colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
    return names_port ? authority.substr(colon + 1) : std::string_view();
}

/// What Telegram would refuse is refused here, with the name of the setting.
/// https://core.telegram.org/bots/webhooks
void check_public_url(std::string const& url, std::string const& api_url) {
    if (url.empty())
        throw ConfigError(
            "PUBLIC_URL is not set, and TELEGRAM_UPDATES=webhook needs it: the address at which "
            "Telegram reaches HTTP_LISTEN, for instance https://bot.example.org");
    if (url.find_first_of("?#") != std::string::npos)
        throw ConfigError("PUBLIC_URL must be an address without ? and #");
    if (api_url != official_api) return;  // another Bot API server may deliver to anywhere
    if (!url.starts_with("https://"))
        throw ConfigError("PUBLIC_URL must begin with https://: Telegram delivers to nothing else");
    constexpr std::array<std::string_view, 5> ports{"", "443", "80", "88", "8443"};
    if (std::ranges::find(ports, port_of(url)) == ports.end())
        throw ConfigError("PUBLIC_URL: Telegram delivers to the ports 443, 80, 88 and 8443 only");
}

std::optional<Config::Webhook> webhook(Settings const& settings, std::string const& api_url) {
    auto const updates = settings.get("TELEGRAM_UPDATES");
    if (updates != "polling" && updates != "webhook")
        throw ConfigError(fmt::format("TELEGRAM_UPDATES must be polling or webhook, not \"{}\"", updates));
    Config::Webhook webhook{http_url(settings, "PUBLIC_URL"), settings.secret("TELEGRAM_WEBHOOK_SECRET")};
    if (!webhook.secret.empty() && !is_webhook_secret(webhook.secret.reveal()))
        throw ConfigError(
            fmt::format("TELEGRAM_WEBHOOK_SECRET must be 1 to {} characters of A-Z, a-z, 0-9, _ "
                        "and -",
                        limits::webhook_secret_max));
    if (updates == "polling") return std::nullopt;
    check_public_url(webhook.public_url, api_url);
    return webhook;
}

/// A whole number from 0 to `most`.
int count(Settings const& settings, std::string_view name, int most) {
    auto const text = settings.get(name);
    int number = -1;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > most)
        throw ConfigError(
            fmt::format("{} must be a whole number from 0 to {}, not \"{}\"", name, most, text));
    return number;
}

bool local_files(Settings const& settings, std::string const& api_url) {
    bool const local = settings.flag("TELEGRAM_API_LOCAL");
    if (local && api_url == official_api)
        throw ConfigError(
            "TELEGRAM_API_LOCAL is true, but TELEGRAM_API_URL is Telegram's own server, which names no "
            "files of this machine");
    return local;
}

Config::Speech speech(Settings const& settings) {
    constexpr int per_minute_max = 10'000;
    Config::Speech speech{api_base(settings, "SPEECH_BASE_URL"), settings.secret("SPEECH_API_KEY"),
                          settings.get("SPEECH_MODEL"), count(settings, "SPEECH_PER_MINUTE", per_minute_max)};
    if (!speech.base_url.empty()) return speech;
    if (!speech.api_key.empty() && !settings.given("OPENAI_BASE_URL") && !settings.given("OPENAI_API_KEY"))
        throw ConfigError("SPEECH_API_KEY is set without SPEECH_BASE_URL");
    // Without an address of its own, speech goes where chat goes.
    speech.base_url = api_base(settings, "OPENAI_BASE_URL");
    if (speech.api_key.empty()) speech.api_key = settings.secret("OPENAI_API_KEY");
    if (speech.base_url.empty() && !speech.api_key.empty()) speech.base_url = official_openai;
    if (!speech.base_url.empty() && speech.model.empty()) speech.model = "whisper-1";
    return speech;
}

std::optional<std::int64_t> retention_days(Settings const& settings) {
    auto const text = settings.get("RETENTION_DAYS");
    if (text.empty()) return std::nullopt;
    constexpr std::int64_t longest = 36'500;
    std::int64_t days = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (error != std::errc() || end != text.data() + text.size() || days < 1 || days > longest)
        throw ConfigError(
            fmt::format("RETENTION_DAYS must be a whole number from 1 to {}, not \"{}\"", longest, text));
    return days;
}

/// Only where a model is named: a key that is there for speech must not begin to pay for notes by itself.
Config::Chat chat(Settings const& settings) {
    Config::Chat chat{api_base(settings, "OPENAI_BASE_URL"), settings.secret("OPENAI_API_KEY"),
                      settings.get("OPENAI_TEXT_MODEL")};
    if (chat.base_url.empty() && !chat.api_key.empty()) chat.base_url = official_openai;
    if (!chat.model.empty() && chat.base_url.empty())
        throw ConfigError("OPENAI_TEXT_MODEL is set, but neither OPENAI_BASE_URL nor OPENAI_API_KEY");
    return chat;
}

Config::Avatars avatars(Settings const& settings) {
    auto const photos_min = count(settings, "AVATAR_MIN_PHOTOS", limits::avatar_photos_most);
    auto const photos_max = count(settings, "AVATAR_MAX_PHOTOS", limits::avatar_photos_most);
    if (photos_min < limits::avatar_photos_least || photos_max < photos_min)
        throw ConfigError(fmt::format(
            "AVATAR_MIN_PHOTOS and AVATAR_MAX_PHOTOS must be {} or more, the first no more than the "
            "second",
            limits::avatar_photos_least));
    auto const bytes_max = count(settings, "PHOTO_MAX_SIZE", static_cast<int>(limits::telegram_download_max));
    if (bytes_max == 0) throw ConfigError("PHOTO_MAX_SIZE must be more than 0 bytes");
    return {photos_min, photos_max, bytes_max};
}

}  // namespace

Config read_config(Settings const& settings, std::filesystem::path const& data) {
    auto const language = settings.get("DEFAULT_LANGUAGE");
    if (language != "en" && language != "ru")
        throw ConfigError(fmt::format("DEFAULT_LANGUAGE must be en or ru, not \"{}\"", language));
    auto const api_url = http_url(settings, "TELEGRAM_API_URL");
    if (api_url.ends_with("/bot")) throw ConfigError("TELEGRAM_API_URL must not end in /bot");
    return {
        .data = data,
        .database_file = database_file(settings, data),
        .database_url = database_url(settings),
        .storage_folder = storage_folder(settings, data),
        .s3 = s3(settings),
        .telegram = {settings.secret("TELEGRAM_BOT_TOKEN"), api_url, webhook(settings, api_url),
                     local_files(settings, api_url)},
        .speech = speech(settings),
        .chat = chat(settings),
        .http_listen = settings.get("HTTP_LISTEN"),
        .auto_migrate = settings.flag("AUTO_MIGRATE"),
        .instance_id = settings.get("INSTANCE_ID"),
        .default_language = language,
        .retention_days = retention_days(settings),
        .access = read_access_rules(settings),
        .avatars = avatars(settings),
    };
}

bool is_webhook_secret(std::string_view secret) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    return !secret.empty() && secret.size() <= limits::webhook_secret_max &&
           secret.find_first_not_of(allowed) == std::string_view::npos;
}

void require_token(Config const& config) {
    if (config.telegram.bot_token.empty())
        throw ConfigError("TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather and put it into the "
                          "environment, or its file's name into TELEGRAM_BOT_TOKEN_FILE. "
                          "To try without one, use `aisha demo`.");
}

LogFormat log_format(Settings const& settings, bool terminal) {
    auto const format = settings.get("LOG_FORMAT");
    if (format == "human" || (format.empty() && terminal)) return LogFormat::human;
    if (format == "json" || format.empty()) return LogFormat::json;
    throw ConfigError(fmt::format("LOG_FORMAT must be human or json, not \"{}\"", format));
}

LogLevel log_level(Settings const& settings) {
    auto const level = settings.get("LOG_LEVEL");
    if (level == "debug") return LogLevel::debug;
    if (level == "info") return LogLevel::info;
    if (level == "warning") return LogLevel::warning;
    if (level == "error") return LogLevel::error;
    throw ConfigError(fmt::format("LOG_LEVEL must be debug, info, warning or error, not \"{}\"", level));
}

std::filesystem::path default_data_folder(Settings::Environment const& environment) {
    if (auto const data = environment("XDG_DATA_HOME"); data && data->starts_with('/'))
        return std::filesystem::path(*data) / "aisha";
    auto const home = environment("HOME");
    if (!home || home->empty()) throw ConfigError("HOME is not set; name a data folder with --data");
    return std::filesystem::path(*home) / ".local/share/aisha";
}

}  // namespace aisha
