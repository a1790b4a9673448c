// People's data: what is where, a copy of everything, and deleting everything.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/privacy.hpp"

namespace aisha::handlers::privacy {

/// /privacy
void open(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// Any of its buttons.
void use(Context& context, Transaction& tx, bot::Incoming const& incoming,
         keyboards::PrivacyButton const& button);

}  // namespace aisha::handlers::privacy
