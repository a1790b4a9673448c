// The texts a person has: a list, and each opened by a press.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/buttons.hpp"

namespace aisha::handlers::transcript {

void history(Context& context, Transaction& tx, bot::Incoming const& incoming);
void open(Context& context, Transaction& tx, bot::Incoming const& incoming,
          keyboards::OpenTranscript const& button);

}  // namespace aisha::handlers::transcript
