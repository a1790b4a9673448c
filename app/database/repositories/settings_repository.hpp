// The SQL of what people and groups choose.
#pragma once

#include "database/database.hpp"
#include "database/models/settings.hpp"

namespace aisha::settings_repository {

/// Everything empty where the person never chose anything.
UserSettings of_user(Transaction& tx, UserId user);
/// Replaces all of them.
void save(Transaction& tx, UserId user, UserSettings const& settings);

/// Whether every recording in a group becomes text, not only those somebody asks for.
bool is_automatic(Transaction& tx, ChatId group);
void set_automatic(Transaction& tx, ChatId group, bool automatic, Time now);
/// A group has become a supergroup with another id.
void move_group(Transaction& tx, ChatId from, ChatId to);

}  // namespace aisha::settings_repository
