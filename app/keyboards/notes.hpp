// Buttons about notes.
#pragma once

#include "bot/types.hpp"
#include "database/models/note.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <string_view>

namespace aisha::keyboards {

/// Shows a note of a transcript, or has it written.
struct MakeNote {
    static constexpr std::string_view prefix = "note";
    TranscriptId transcript;
    NoteKind kind = NoteKind::summary;
};
BOOST_DESCRIBE_STRUCT(MakeNote, (), (transcript, kind))

/// Shows a translation, or has it written.
struct Translate {
    static constexpr std::string_view prefix = "into";
    TranscriptId transcript;
    std::string language;  ///< ISO 639-1
};
BOOST_DESCRIBE_STRUCT(Translate, (), (transcript, language))

/// Has a note written once more.
struct RemakeNote {
    static constexpr std::string_view prefix = "renote";
    NoteId note;
};
BOOST_DESCRIBE_STRUCT(RemakeNote, (), (note))

/// The same, under an apology, which goes.
struct RetryNote {
    static constexpr std::string_view prefix = "note_retry";
    NoteId note;
};
BOOST_DESCRIBE_STRUCT(RetryNote, (), (note))

/// Stops a note that is being written.
struct StopNote {
    static constexpr std::string_view prefix = "note_stop";
    NoteId note;
};
BOOST_DESCRIBE_STRUCT(StopNote, (), (note))

/// What can be made of a transcript; stands under its text.
bot::InlineKeyboardMarkup notes(Language language, TranscriptId transcript);
/// The languages it can be translated into.
bot::InlineKeyboardMarkup translations(TranscriptId transcript);
/// "Write it again" under a note.
bot::InlineKeyboardMarkup remake_note(Language language, NoteId note);
/// "Try again" under an apology.
bot::InlineKeyboardMarkup retry_note(Language language, NoteId note);
/// "Stop" while it is being written.
bot::InlineKeyboardMarkup stop_note(Language language, NoteId note);

}  // namespace aisha::keyboards
