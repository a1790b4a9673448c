// Who is let in, and what the others are told.
#pragma once

#include "handlers/context.hpp"

namespace aisha::handlers::access {

/// True where the bot is open to `user`, who sent `incoming`; a stranger who comes with an invitation is let
/// in by it. Everybody else is told in one sentence, at most once a day, and nothing is done for them.
bool lets_in(Context& context, Transaction& tx, bot::Incoming const& incoming, User const& user);

}  // namespace aisha::handlers::access
