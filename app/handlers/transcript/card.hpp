// A text of the history: its card, and what its buttons do.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/history.hpp"

namespace aisha::handlers::transcript {

/// Any of the buttons of a text, on its card or under it as it was delivered.
void use_text(Context& context, Transaction& tx, bot::Incoming const& incoming,
              keyboards::TextButton const& button);
/// Sends it as a file.
void save_as(Context& context, Transaction& tx, bot::Incoming const& incoming,
             keyboards::SaveAs const& button);
/// Hears the recording once more, as another language.
void again_as(Context& context, Transaction& tx, bot::Incoming const& incoming,
              keyboards::AgainAs const& button);
/// Gives the name that was typed, and shows the card with it.
void rename(Context& context, Transaction& tx, Person const& person, bot::Incoming const& incoming,
            keyboards::TextPlace const& place, std::string const& name);

}  // namespace aisha::handlers::transcript
