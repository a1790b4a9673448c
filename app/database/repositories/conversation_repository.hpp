// The SQL of dialogue states.
#pragma once

#include "database/database.hpp"

#include <optional>
#include <string>

namespace aisha::conversation_repository {

/// The state of a dialogue with a person in a chat, as JSON.
std::optional<std::string> find(Transaction& tx, ChatId chat, UserId user);
void save(Transaction& tx, ChatId chat, UserId user, json::Value const& state, Time now);
void remove(Transaction& tx, ChatId chat, UserId user);

}  // namespace aisha::conversation_repository
