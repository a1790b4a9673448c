// Inline keyboards, as plain functions that return values.
#pragma once

#include "bot/types.hpp"
#include "database/models/transcript.hpp"
#include "database/models/user.hpp"

#include <vector>

namespace aisha::keyboards {

/// "Try again" for one recording.
bot::InlineKeyboardMarkup retry(Language language, TranscriptId transcript);
/// Every language by its own name.
bot::InlineKeyboardMarkup languages();

}  // namespace aisha::keyboards
