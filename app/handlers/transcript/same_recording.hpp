// A recording that this person has sent before: answered from what is stored.
#pragma once

#include "handlers/context.hpp"

namespace aisha::handlers::transcript {

/// Replies to `recording` with the text of the same file (by Telegram's id), where this person has one.
bool answer_from_same_file(Context& context, Transaction& tx, Person const& person,
                           Recording const& recording);

/// Another text of this person whose recording has the same bytes; nothing where it is to be heard anew.
awaitable<std::optional<TranscriptId>> find_same_audio(Context& context, Transcript const& transcript);
/// Replies to the recording of `transcript` with the text of `known`; `transcript` itself goes.
void answer_from_known(Context& context, Transaction& tx, Transcript const& transcript, TranscriptId known,
                       Language language);

}  // namespace aisha::handlers::transcript
