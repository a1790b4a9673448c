// Stopping work on recordings; what was heard until then is offered.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/listening.hpp"

namespace aisha::handlers::transcript {

/// The Stop button of a draft: all the person's recordings in this private chat that wait or are in work.
void stop_all(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// The Stop button of one recording.
void stop(Context& context, Transaction& tx, bot::Incoming const& incoming,
          keyboards::StopTranscript const& button);

}  // namespace aisha::handlers::transcript
