// Who may use the bot and how much of it: reading the settings.
#include "core/access_rules.hpp"

#include "core/errors.hpp"
#include "core/json.hpp"
#include "core/limits/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace aisha {

namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// "100, 200": Telegram's ids of people, which are positive.
std::vector<UserId> ids(Settings const& settings, std::string_view name) {
    auto const given = settings.get(name);
    std::string_view rest = given;
    std::vector<UserId> result;
    while (rest.find_first_not_of(' ') != std::string_view::npos) {
        auto const comma = rest.find(',');
        auto word = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        word.remove_prefix(std::min(word.find_first_not_of(' '), word.size()));
        word = word.substr(0, word.find_last_not_of(' ') + 1);
        auto const id = whole_number(word);
        if (!id || *id <= 0)
            throw ConfigError(fmt::format(
                "{} must be Telegram ids of people, separated by commas (like 100200300, 400500600), not "
                "\"{}\"",
                name, given));
        if (std::ranges::find(result, UserId{*id}) == result.end()) result.push_back(UserId{*id});
    }
    return result;
}

/// Nothing where there is no limit.
std::optional<std::int64_t> quota(Settings const& settings, std::string_view name, std::int64_t most) {
    auto const given = settings.get(name);
    if (given.empty()) return std::nullopt;
    auto const number = whole_number(given);
    if (!number || *number < 0 || *number > most)
        throw ConfigError(
            fmt::format("{} must be a whole number from 0 (no limit) to {}, not \"{}\"", name, most, given));
    return *number == 0 ? std::nullopt : number;
}

}  // namespace

AccessRules read_access_rules(Settings const& settings) {
    auto const mode = settings.get("ACCESS");
    AccessRules rules{.admins = ids(settings, "ADMIN_IDS"), .allowed = ids(settings, "ALLOWED_IDS")};
    try {
        rules.mode = json::enum_from<AccessMode>(mode);
    } catch (json::Error const&) {
        throw ConfigError(fmt::format("ACCESS must be open, invite or list, not \"{}\"", mode));
    }
    if (rules.mode == AccessMode::open && !rules.allowed.empty())
        throw ConfigError("ALLOWED_IDS is set, but ACCESS is open: the bot would be open to everybody");
    if (rules.mode == AccessMode::invite && rules.admins.empty())
        throw ConfigError("ACCESS is invite, but ADMIN_IDS is not set: nobody could invite anybody");
    if (rules.mode == AccessMode::list && rules.admins.empty() && rules.allowed.empty())
        throw ConfigError(
            "ACCESS is list, but neither ALLOWED_IDS nor ADMIN_IDS is set: nobody could come in");
    if (auto const minutes = quota(settings, "QUOTA_AUDIO_MINUTES", limits::quota_minutes_max))
        rules.audio_quota = std::chrono::minutes(*minutes);
    rules.texts_quota = quota(settings, "QUOTA_TEXTS", limits::quota_texts_max);
    rules.notes_quota = quota(settings, "QUOTA_NOTES", limits::quota_notes_max);
    return rules;
}

}  // namespace aisha
