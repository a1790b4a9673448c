// Presses of the buttons about notes.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/notes.hpp"

namespace aisha::handlers::transcript {

/// "Summary", "To-do", "Minutes": shows the note there is, else has it written. "Translate": asks into which
/// language.
void press_note(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::MakeNote const& button);
/// A language: shows the translation there is, else has it written.
void press_translate(Context& context, Transaction& tx, bot::Incoming const& incoming,
                     keyboards::Translate const& button);
/// "Write it again" under a note, "Try again" under an apology.
void remake_note(Context& context, Transaction& tx, bot::Incoming const& incoming,
                 keyboards::RemakeNote const& button);
void retry_note(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::RetryNote const& button);
/// "Stop" while it is being written.
void stop_note(Context& context, Transaction& tx, bot::Incoming const& incoming,
               keyboards::StopNote const& button);

}  // namespace aisha::handlers::transcript
