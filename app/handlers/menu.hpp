// Greetings, help, the language of the interface, and answers to everything that is not understood.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/buttons.hpp"

namespace aisha::handlers::menu {

void start(Context& context, Transaction& tx, bot::Incoming const& incoming);
void help(Context& context, Transaction& tx, bot::Incoming const& incoming);
void language(Context& context, Transaction& tx, bot::Incoming const& incoming);
void choose_language(Context& context, Transaction& tx, bot::Incoming const& incoming,
                     keyboards::ChooseLanguage const& button);

/// The person blocked or unblocked the bot.
void membership(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// A button whose meaning is gone.
void old_button(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// A message that is nothing we know.
void hint(Context& context, Transaction& tx, bot::Incoming const& incoming);

/// Tells the sender that handling failed, with the number under which the log has it.
void apologise(Context& context, Transaction& tx, bot::Incoming const& incoming,
               std::string const& reference);

}  // namespace aisha::handlers::menu
