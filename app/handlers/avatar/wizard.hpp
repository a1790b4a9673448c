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
/// The answer to the question for a name; where it is none, the question stays.
void name_it(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
             AvatarId avatar, std::string const& name);
/// Words where photos are expected: says once more what is, with what else can be done.
void ask_again_for_photos(Context& context, Transaction& tx, bot::Incoming const& incoming,
                          Person const& person, AvatarId avatar);

}  // namespace aisha::handlers::avatar
