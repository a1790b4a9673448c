// Who may use the bot and how much of it, as the settings say.
#pragma once

#include "core/ids.hpp"
#include "core/settings.hpp"

#include <boost/describe.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace aisha {

/// To whom the bot is open. The names are those of the setting.
enum class AccessMode {
    open,    ///< to everybody
    invite,  ///< to whom an invitation or an admin let in
    list     ///< to whom ALLOWED_IDS names or an admin let in
};
BOOST_DESCRIBE_ENUM(AccessMode, open, invite, list)

struct AccessRules {
    AccessMode mode = AccessMode::open;
    std::vector<UserId> admins;
    std::vector<UserId> allowed;  ///< besides admins and those who were let in
    // A user's share of a day; nothing: no limit.
    std::optional<std::chrono::minutes> audio_quota;
    std::optional<std::int64_t> texts_quota;
    std::optional<std::int64_t> notes_quota;
};

/// Throws ConfigError, naming the setting, for a value that cannot be right, and where nobody could ever use
/// the bot.
AccessRules read_access_rules(Settings const& settings);

}  // namespace aisha
