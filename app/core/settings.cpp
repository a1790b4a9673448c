// Settings as they are given.
#include "core/settings.hpp"

#include "core/errors.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <sstream>

namespace aisha {

namespace {

constexpr std::array names{
    SettingName{"TELEGRAM_BOT_TOKEN", "", true},
    SettingName{"TELEGRAM_API_URL", "https://api.telegram.org"},
    SettingName{"TELEGRAM_API_LOCAL", "false"},
    SettingName{"TELEGRAM_UPDATES", "polling"},
    SettingName{"TELEGRAM_WEBHOOK_SECRET", "", true},
    SettingName{"PUBLIC_URL", ""},
    SettingName{"DATABASE_URL", "sqlite:///aisha.db"},
    SettingName{"STORAGE_URL", "file:///storage"},
    SettingName{"MINIO_ENDPOINT", ""},
    SettingName{"MINIO_ACCESS_KEY", "", true},
    SettingName{"MINIO_SECRET_KEY", "", true},
    SettingName{"MINIO_REGION", "us-east-1"},
    SettingName{"MINIO_BUCKET_TRANSCRIPTS", "aisha-v2-transcripts"},
    SettingName{"OPENAI_API_KEY", "", true},
    SettingName{"OPENAI_BASE_URL", ""},
    SettingName{"OPENAI_TEXT_MODEL", ""},
    SettingName{"SPEECH_BASE_URL", ""},
    SettingName{"SPEECH_API_KEY", "", true},
    SettingName{"SPEECH_MODEL", ""},
    SettingName{"SPEECH_PER_MINUTE", "0"},
    SettingName{"WHISPER_SERVER", ""},
    SettingName{"WHISPER_MODEL", ""},
    SettingName{"HTTP_LISTEN", "127.0.0.1:8080"},
    SettingName{"AUTO_MIGRATE", "true"},
    SettingName{"INSTANCE_ID", ""},
    SettingName{"LOG_FORMAT", ""},
    SettingName{"LOG_LEVEL", "info"},
    SettingName{"DEFAULT_LANGUAGE", "en"},
    SettingName{"ACCESS", "open"},
    SettingName{"ADMIN_IDS", ""},
    SettingName{"ALLOWED_IDS", ""},
    SettingName{"QUOTA_AUDIO_MINUTES", ""},
    SettingName{"QUOTA_TEXTS", ""},
    SettingName{"QUOTA_NOTES", ""},
    SettingName{"RETENTION_DAYS", ""},
    SettingName{"MINIO_BUCKET_AVATARS", "aisha-v2-avatars"},
    SettingName{"FAL_API_KEY", "", true, true},
    SettingName{"FAL_TRAINING_TEST_MODE", "true", false, true},
    SettingName{"FAL_WEBHOOK_URL", "", false, true},
    SettingName{"FAL_DEFAULT_MODE", "character", false, true},
    SettingName{"FAL_DEFAULT_ITERATIONS", "500", false, true},
    SettingName{"FAL_QUEUE_URL", "https://queue.fal.run", false, true},
    SettingName{"FAL_REST_URL", "https://rest.fal.ai", false, true},
    SettingName{"AVATAR_MIN_PHOTOS", "10"},
    SettingName{"AVATAR_MAX_PHOTOS", "20"},
    SettingName{"PHOTO_MAX_SIZE", "20971520"},
};

constexpr std::string_view file_suffix = "_FILE";

SettingName const* find_name(std::string_view name) {
    auto const at = std::ranges::find(names, name, &SettingName::name);
    return at == names.end() ? nullptr : &*at;
}

/// The secret whose file `name` names, where it does.
SettingName const* secret_of_file(std::string_view name) {
    if (!name.ends_with(file_suffix)) return nullptr;
    auto const* setting = find_name(name.substr(0, name.size() - file_suffix.size()));
    return setting && setting->secret ? setting : nullptr;
}

std::string scalar(std::string_view name, toml::node const& node) {
    if (auto const text = node.value<std::string>()) return *text;
    if (auto const flag = node.value_exact<bool>()) return *flag ? "true" : "false";
    if (auto const number = node.value_exact<std::int64_t>()) return fmt::format("{}", *number);
    throw ConfigError(
        fmt::format("{} in the settings file (line {}) must be a text, a whole number, true or false", name,
                    node.source().begin.line));
}

}  // namespace

std::span<SettingName const> setting_names() { return names; }

Settings::Settings(Sources const& sources) {
    read_assignments(sources.assignments);
    if (sources.environment) read_environment(sources.environment);
    if (sources.file) read_file(*sources.file);
    read_secret_files();
}

void Settings::read_assignments(std::vector<std::string> const& assignments) {
    for (auto const& assignment : assignments) {
        auto const equals = assignment.find('=');
        auto const name = assignment.substr(0, equals);
        // What is there instead is not repeated: it may be a secret that is in the wrong place.
        if (equals == std::string::npos) throw ConfigError("--set wants NAME=value");
        auto const* setting = find_name(name);
        if (setting && setting->secret)
            throw ConfigError(fmt::format(
                "{} is a secret: give it in the environment or as {}_FILE, not with --set", name, name));
        if (!setting && !secret_of_file(name))
            throw ConfigError("--set " + name + ": there is no such setting");
        values_.insert_or_assign(name, assignment.substr(equals + 1));
    }
}

void Settings::read_environment(Environment const& environment) {
    auto const take = [&](std::string const& name) {
        auto value = environment(name);
        if (value && !value->empty()) values_.try_emplace(name, *std::move(value));
    };
    for (auto const& setting : names) {
        take(std::string(setting.name));
        if (setting.secret) take(std::string(setting.name) + std::string(file_suffix));
    }
}

void Settings::read_file(std::filesystem::path const& file) {
    std::ifstream in(file);
    if (!in) throw ConfigError("cannot read the settings file " + file.string());
    try {
        auto const table = toml::parse(in, file.string());
        for (auto const& [key, node] : table) {
            std::string_view const name = key.str();
            if (!find_name(name) && !secret_of_file(name))
                throw ConfigError(fmt::format("{} line {}: there is no setting {}", file.string(),
                                              node.source().begin.line, name));
            values_.try_emplace(std::string(name), scalar(name, node));
        }
    } catch (toml::parse_error const& e) {
        throw ConfigError(
            fmt::format("{} line {}: {}", file.string(), e.source().begin.line, e.description()));
    }
}

void Settings::read_secret_files() {
    for (auto const& setting : names) {
        auto const at = values_.find(std::string(setting.name) + std::string(file_suffix));
        if (!setting.secret || at == values_.end()) continue;
        if (values_.contains(setting.name))
            throw ConfigError(fmt::format("{} and {} are both given; give one", setting.name, at->first));
        std::ifstream in(at->second);
        if (!in) throw ConfigError(fmt::format("{}: cannot read {}", at->first, at->second));
        std::string value{std::istreambuf_iterator<char>(in), {}};
        while (!value.empty() && (value.back() == '\n' || value.back() == '\r' || value.back() == ' '))
            value.pop_back();
        values_.insert_or_assign(std::string(setting.name), std::move(value));
    }
}

std::string Settings::get(std::string_view name) const {
    auto const* setting = find_name(name);
    if (!setting) throw std::logic_error("no such setting: " + std::string(name));
    auto const at = values_.find(name);
    return at == values_.end() ? std::string(setting->fallback) : at->second;
}

Secret Settings::secret(std::string_view name) const { return Secret(get(name)); }

bool Settings::given(std::string_view name) const { return values_.contains(name); }

bool Settings::flag(std::string_view name) const {
    auto const value = get(name);
    if (value == "true" || value == "1" || value == "yes") return true;
    if (value == "false" || value == "0" || value == "no") return false;
    throw ConfigError(fmt::format("{} must be true or false, not \"{}\"", name, value));
}

std::vector<std::string> Settings::without_effect() const {
    std::vector<std::string> result;
    for (auto const& setting : names)
        if (setting.later && given(setting.name)) result.emplace_back(setting.name);
    return result;
}

}  // namespace aisha
