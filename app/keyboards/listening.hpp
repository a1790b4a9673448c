// Buttons about a recording in work: stop, go on.
#pragma once

#include "bot/types.hpp"
#include "core/ids.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string_view>

namespace aisha::keyboards {

/// Stops work on a recording.
struct StopTranscript {
    static constexpr std::string_view prefix = "stop";
    TranscriptId transcript;
};
BOOST_DESCRIBE_STRUCT(StopTranscript, (), (transcript))

/// "Stop", for one recording.
bot::InlineKeyboardMarkup stop(Language language, TranscriptId transcript);
/// "Go on", for one that was stopped; it carries RetryTranscript.
bot::InlineKeyboardMarkup go_on(Language language, TranscriptId transcript);

}  // namespace aisha::keyboards
