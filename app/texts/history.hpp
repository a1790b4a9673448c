// What the bot says about texts that are kept: the history, cards, files.
#pragma once

#include "core/clock.hpp"
#include "database/models/history.hpp"
#include "database/models/transcript.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace aisha::texts {

struct HistoryTexts {
    std::string command_search;
    std::string list_title;                 ///< {} "12 texts"
    std::string list_page;                  ///< {} page, {} pages
    std::vector<std::string> texts_plural;  ///< by plural_form: "{} text", …
    std::string private_only;               ///< asked for in a group

    std::string search_button;
    std::string search_question;
    std::string found_title;  ///< {} what was looked for, {} "12 texts"
    std::string found_most;   ///< instead of "12 texts": {} how many of many
    std::string found_none;   ///< {} what was looked for
    std::string search_gone;  ///< a page of a search that is forgotten

    std::string cut;  ///< under a text that goes on
    std::string whole_button;
    std::string listen_button;
    std::string save_button;
    std::string again_button;
    std::string rename_button;
    std::string delete_button;
    std::string list_button;  ///< back to the list
    std::string back_button;
    std::string delete_question;
    std::string delete_yes;
    std::string delete_no;
    std::string deleted;

    std::string rename_question;  ///< {} the name it has
    std::string cancel_button;
    std::string cancelled;

    std::string save_question;
    std::string save_txt;
    std::string save_docx;
    std::string save_srt;
    std::string save_vtt;
    std::string save_json;
    std::string sending;
    std::string original_gone;
    std::string file_refused;
    std::string beginning;  ///< under the beginning of a text whose whole comes as a file

    std::string again_question;
    std::string again_automatic;
    std::string again_begun;
    std::string again_under_way;
    std::string heard_before;  ///< the same recording was sent before: {} when
    std::string anew_button;
};
BOOST_DESCRIBE_STRUCT(HistoryTexts, (),
                      (command_search, list_title, list_page, texts_plural, private_only, search_button,
                       search_question, found_title, found_most, found_none, search_gone, cut, whole_button,
                       listen_button, save_button, again_button, rename_button, delete_button, list_button,
                       back_button, delete_question, delete_yes, delete_no, deleted, rename_question,
                       cancel_button, cancelled, save_question, save_txt, save_docx, save_srt, save_vtt,
                       save_json, sending, original_gone, file_refused, beginning, again_question,
                       again_automatic, again_begun, again_under_way, heard_before, anew_button))

HistoryTexts const& history(Language language);

// Texts with values filled in. `zone` is the person's, as core/time_zone.hpp takes it.

/// Above a page of the list.
std::string list_heading(Language language, std::int64_t total, std::int64_t page, std::int64_t pages);
/// Above a page of what was found.
std::string found_heading(Language language, std::string const& words, std::int64_t total, std::int64_t page,
                          std::int64_t pages);
std::string found_nothing(Language language, std::string const& words);
/// One line for a list, plain text: day and name.
std::string list_label(Language language, TranscriptEntry const& entry, std::string const& name,
                       std::string_view zone);
/// "28 Nov 2026, 14:03 · 12:34 · Russian", plain text.
std::string about_line(Language language, Transcript const& transcript, std::string_view zone);
/// A card: its name, the line about it, and the text or its beginning. HTML.
std::string card(Language language, Transcript const& transcript, std::string const& name,
                 std::string const& text, bool is_cut, std::string_view zone);
std::string rename_question(Language language, std::string const& name);
std::string heard_before(Language language, Time when, std::string_view zone);

/// "28 Nov 2026, 14:03".
std::string date_and_time(Language language, Time time, std::string_view zone);
/// What a language of recordings (ISO 639-1) is called in the language of the interface.
std::string speech_language_name(Language language, std::string const& code);

}  // namespace aisha::texts
