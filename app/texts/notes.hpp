// What the bot says about notes and about texts that people send.
#pragma once

#include "core/errors.hpp"
#include "database/models/note.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::texts {

/// HTML, as in texts.hpp; what stands on buttons and in notices is plain.
struct NotesTexts {
    std::string summary_button;
    std::string todo_button;
    std::string protocol_button;
    std::string translate_button;
    std::string again_button;  ///< under a note
    std::string stop_button;   ///< while one is being written
    std::string retry_button;  ///< under an apology

    std::string writing_summary;  ///< at once, with the Stop button
    std::string writing_todo;
    std::string writing_protocol;
    std::string writing_translation;
    std::string part;  ///< added to it: {} parts done, {} parts in all

    std::string not_set_up;  ///< there is no chat model; a window
    std::string already;     ///< it is being written
    std::string too_many;    ///< notes of this person wait
    std::string stopped;
    std::string over;           ///< Stop or Again that has nothing to act on
    std::string waiting;        ///< the service is away
    std::string failed;         ///< {} reference number
    std::string given_up;       ///< waited as long as it may
    std::string declined;       ///< the model did not want to
    std::string declined_said;  ///< {} what it said

    std::string summary_title;
    std::string todo_title;
    std::string protocol_title;
    std::string translation_title;  ///< {} language
    std::string participants_title;
    std::string topics_title;
    std::string decisions_title;
    std::string tasks_title;
    std::string nothing_to_do;
    std::string nothing_said;  ///< an empty summary or protocol
    std::string made_by;       ///< {} model
    std::string whole_note;    ///< under the file of a long one

    std::string choose_translation;

    std::string no_recording;   ///< to "listen" under a text
    std::string text_received;  ///< {} its length in words
    std::string text_empty;
    std::string text_too_big;  ///< {} MB, {} characters allowed
    std::string text_damaged;
    std::string text_gone;
    std::string text_failed;                ///< {} reference number
    std::string text_given_up;              ///< Telegram was away
    std::vector<std::string> words_plural;  ///< by plural_form
};
BOOST_DESCRIBE_STRUCT(NotesTexts, (),
                      (summary_button, todo_button, protocol_button, translate_button, again_button,
                       stop_button, retry_button, writing_summary, writing_todo, writing_protocol,
                       writing_translation, part, not_set_up, already, too_many, stopped, over, waiting,
                       failed, given_up, declined, declined_said, summary_title, todo_title, protocol_title,
                       translation_title, participants_title, topics_title, decisions_title, tasks_title,
                       nothing_to_do, nothing_said, made_by, whole_note, choose_translation, no_recording,
                       text_received, text_empty, text_too_big, text_damaged, text_gone, text_failed,
                       text_given_up, words_plural))

NotesTexts const& notes(Language language);

/// A language that notes are translated into.
struct TranslationLanguage {
    std::string_view code;  ///< ISO 639-1
    std::string_view name;  ///< its own
};
std::span<TranslationLanguage const> translation_languages();
/// The own name of one of them; its code where it is none.
std::string translation_language(std::string_view code);

/// What stands on the button for this kind.
std::string note_button(Language language, NoteKind kind);
/// While a note is being written; `parts` is 0 where nothing is known yet.
std::string note_writing(Language language, NoteKind kind, std::size_t done, std::size_t parts);
/// A note, ready to be sent. Nothing in it is a link, a mention or a command, whatever the model said. Throws
/// json::Error where its content does not fit its kind.
std::string note(Language language, Note const& note);
/// What to call the file of a long note.
std::string note_name(Language language, Note const& note);
/// The model declined, with what it said where it said something.
std::string note_declined(Language language, std::string const& said);
std::string note_failed(Language language, std::string const& reference);

/// A text was taken in.
std::string text_received(Language language, std::string_view text);
/// Why a text file was not.
std::string text_refusal(Language language, RefusalReason reason);
std::string text_failed(Language language, std::string const& reference);

}  // namespace aisha::texts
