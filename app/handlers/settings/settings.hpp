// A person's choices: languages, names and words, time zone, how long things are kept.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/settings.hpp"

namespace aisha::handlers::settings {

/// /settings; in a group its own setting.
void open(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// Another screen in the same message.
void show(Context& context, Transaction& tx, bot::Incoming const& incoming,
          keyboards::OpenSettings const& button);

void set_interface(Context& context, Transaction& tx, bot::Incoming const& incoming,
                   keyboards::SetInterface const& button);
void set_speech(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::SetSpeech const& button);
void clear_vocabulary(Context& context, Transaction& tx, bot::Incoming const& incoming,
                      keyboards::ClearVocabulary const& button);
void set_zone(Context& context, Transaction& tx, bot::Incoming const& incoming,
              keyboards::SetZone const& button);
void set_keep(Context& context, Transaction& tx, bot::Incoming const& incoming,
              keyboards::SetKeep const& button);

/// Asks for a setting to be typed.
void ask(Context& context, Transaction& tx, bot::Incoming const& incoming,
         keyboards::TypeSetting const& button);
/// What was typed.
void typed(Context& context, Transaction& tx, Person const& person, keyboards::TypedSetting what,
           std::string const& text);

}  // namespace aisha::handlers::settings
