// The keyboards of the history and of texts, and what their buttons carry.
#pragma once

#include "bot/types.hpp"
#include "database/models/history.hpp"
#include "database/models/transcript.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::keyboards {

/// A page of the history, or of what a search found.
struct HistoryPage {
    static constexpr std::string_view prefix = "list";
    SearchId search;  ///< zero: the whole history
    std::int64_t page = 0;
};
BOOST_DESCRIBE_STRUCT(HistoryPage, (), (search, page))

/// Asks what to look for.
struct AskSearch {
    static constexpr std::string_view prefix = "find";
};
BOOST_DESCRIBE_STRUCT(AskSearch, (), ())

/// Where a text's buttons are: on its card, which came from a page of a list, or under the text as it was
/// delivered.
struct TextPlace {
    TranscriptId transcript;
    SearchId search;
    std::int64_t page = delivered;

    static constexpr std::int64_t delivered = -1;
    bool is_card() const { return page >= 0; }
};

enum class TextAction { show, whole, listen, save, again, rename, remove, really, back };
BOOST_DESCRIBE_ENUM(TextAction, show, whole, listen, save, again, rename, remove, really, back)

/// Does something with a text.
struct TextButton {
    static constexpr std::string_view prefix = "text";
    TextAction action = TextAction::show;
    TranscriptId transcript;
    SearchId search;
    std::int64_t page = TextPlace::delivered;

    TextPlace place() const { return {transcript, search, page}; }
};
BOOST_DESCRIBE_STRUCT(TextButton, (), (action, transcript, search, page))

/// Sends a text as a file.
struct SaveAs {
    static constexpr std::string_view prefix = "save";
    ExportFormat format = ExportFormat::txt;
    TranscriptId transcript;
    SearchId search;
    std::int64_t page = TextPlace::delivered;

    TextPlace place() const { return {transcript, search, page}; }
};
BOOST_DESCRIBE_STRUCT(SaveAs, (), (format, transcript, search, page))

/// Hears a recording once more: as a language (ISO 639-1), or "auto".
struct AgainAs {
    static constexpr std::string_view prefix = "again";
    std::string language;
    TranscriptId transcript;
};
BOOST_DESCRIBE_STRUCT(AgainAs, (), (language, transcript))

/// Ends a question that was asked.
struct CancelQuestion {
    static constexpr std::string_view prefix = "cancel";
};
BOOST_DESCRIBE_STRUCT(CancelQuestion, (), ())

/// One line of a list: what it says and what it opens.
struct ListLine {
    TranscriptId transcript;
    std::string label;
};
bot::InlineKeyboardMarkup history_page(Language language, std::vector<ListLine> const& lines,
                                       HistoryPage here, std::int64_t pages);

/// What can be done with a text, on its card or under it. Where there was no recording, there is nothing to
/// hear.
bot::InlineKeyboardMarkup text_actions(Language language, TextPlace const& place, MediaKind kind,
                                       bool is_cut);
/// Subtitles are offered of recordings only.
bot::InlineKeyboardMarkup save_formats(Language language, TextPlace const& place, MediaKind kind);
bot::InlineKeyboardMarkup again_languages(Language language, TextPlace const& place);
bot::InlineKeyboardMarkup delete_question(Language language, TextPlace const& place);
/// Under the text of a recording that was known already.
bot::InlineKeyboardMarkup heard_before(Language language, TranscriptId transcript, MediaKind kind);
bot::InlineKeyboardMarkup cancel(Language language);

/// Languages of recordings that are offered, the most wanted first.
std::vector<std::string> const& offered_speech_languages();

}  // namespace aisha::keyboards
