// What the handlers of avatars share.
#pragma once

#include "handlers/context.hpp"

#include <optional>
#include <string>

namespace aisha::handlers::avatar {

/// Who sent `incoming`; nothing outside private chats, where avatars have no place.
std::optional<Person> in_private(Context& context, Transaction& tx, bot::Incoming const& incoming);

/// Shows the avatar: what the wizard asks next, or its card. Says in the person's state what is expected.
void show_avatar(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
                 Avatar const& avatar);
/// The list of all avatars.
void show_list(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person);

}  // namespace aisha::handlers::avatar
