// Making an avatar step by step, and what can be done with one later.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/avatar.hpp"

namespace aisha::handlers::avatar {

/// /avatars: the list.
void list(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// A button that opens the list or the choice of a type.
void open(Context& context, Transaction& tx, bot::Incoming const& incoming,
          keyboards::OpenAvatars const& button);
/// A new draft of that type.
void choose_type(Context& context, Transaction& tx, bot::Incoming const& incoming,
                 keyboards::ChooseAvatarType const& button);
/// Everything about one avatar.
void press(Context& context, Transaction& tx, bot::Incoming const& incoming,
           keyboards::AvatarButton const& button);
/// A text that may be a name; where none is asked for, it gets a hint.
void typed(Context& context, Transaction& tx, bot::Incoming const& incoming);

}  // namespace aisha::handlers::avatar
