// Keyboards of the history and of texts.
#include "keyboards/history.hpp"

#include "bot/callback_data.hpp"
#include "keyboards/notes.hpp"
#include "texts/history.hpp"

#include <utility>

namespace aisha::keyboards {

namespace {

using Row = std::vector<bot::InlineKeyboardButton>;

template <class Button>
bot::InlineKeyboardButton button(std::string text, Button const& data) {
    return {std::move(text), bot::pack(data), {}};
}

TextButton action(TextAction what, TextPlace const& place) {
    return {what, place.transcript, place.search, place.page};
}

}  // namespace

bot::InlineKeyboardMarkup history_page(Language language, std::vector<ListLine> const& lines,
                                       HistoryPage here, std::int64_t pages) {
    auto const& words = texts::history(language);
    bot::InlineKeyboardMarkup keyboard;
    for (auto const& line : lines)
        keyboard.inline_keyboard.push_back(
            {button(line.label, TextButton{TextAction::show, line.transcript, here.search, here.page})});
    Row turning;
    if (here.page > 0) turning.push_back(button("‹", HistoryPage{here.search, here.page - 1}));
    if (here.page + 1 < pages) turning.push_back(button("›", HistoryPage{here.search, here.page + 1}));
    if (!turning.empty()) keyboard.inline_keyboard.push_back(std::move(turning));
    Row last;
    if (here.search.value != 0) last.push_back(button(words.list_button, HistoryPage{}));
    last.push_back(button(words.search_button, AskSearch{}));
    keyboard.inline_keyboard.push_back(std::move(last));
    return keyboard;
}

bot::InlineKeyboardMarkup text_actions(Language language, TextPlace const& place, MediaKind kind,
                                       bool is_cut) {
    bool const has_sound = kind != MediaKind::text;
    auto const& words = texts::history(language);
    auto keyboard = notes(language, place.transcript);
    auto& rows = keyboard.inline_keyboard;
    if (is_cut) rows.push_back({button(words.whole_button, action(TextAction::whole, place))});
    rows.push_back({button(words.save_button, action(TextAction::save, place))});
    if (has_sound) rows.back().push_back(button(words.again_button, action(TextAction::again, place)));
    if (!place.is_card()) return keyboard;
    if (has_sound) rows.push_back({button(words.listen_button, action(TextAction::listen, place))});
    rows.back().push_back(button(words.rename_button, action(TextAction::rename, place)));
    rows.push_back({button(words.delete_button, action(TextAction::remove, place)),
                    button(words.list_button, HistoryPage{place.search, place.page})});
    return keyboard;
}

bot::InlineKeyboardMarkup save_formats(Language language, TextPlace const& place, MediaKind kind) {
    auto const& words = texts::history(language);
    auto const format = [&](std::string const& text, ExportFormat what) {
        return button(text, SaveAs{what, place.transcript, place.search, place.page});
    };
    Row with_times;
    if (kind != MediaKind::text)
        with_times = {format(words.save_srt, ExportFormat::srt), format(words.save_vtt, ExportFormat::vtt)};
    with_times.push_back(format(words.save_json, ExportFormat::json));
    return {{{format(words.save_txt, ExportFormat::txt), format(words.save_docx, ExportFormat::docx)},
             with_times,
             {button(words.back_button, action(TextAction::back, place))}}};
}

bot::InlineKeyboardMarkup again_languages(Language language, TextPlace const& place) {
    auto const& words = texts::history(language);
    bot::InlineKeyboardMarkup keyboard;
    keyboard.inline_keyboard.push_back({button(words.again_automatic, AgainAs{"auto", place.transcript})});
    constexpr std::size_t columns = 2;
    Row row;
    for (auto const& code : offered_speech_languages()) {
        row.push_back(button(texts::speech_language_name(language, code), AgainAs{code, place.transcript}));
        if (row.size() == columns) keyboard.inline_keyboard.push_back(std::exchange(row, {}));
    }
    if (!row.empty()) keyboard.inline_keyboard.push_back(std::move(row));
    keyboard.inline_keyboard.push_back({button(words.back_button, action(TextAction::back, place))});
    return keyboard;
}

bot::InlineKeyboardMarkup delete_question(Language language, TextPlace const& place) {
    auto const& words = texts::history(language);
    return {{{button(words.delete_yes, action(TextAction::really, place))},
             {button(words.delete_no, action(TextAction::back, place))}}};
}

bot::InlineKeyboardMarkup heard_before(Language language, TranscriptId transcript, MediaKind kind) {
    auto keyboard = text_actions(language, {transcript, {}, TextPlace::delivered}, kind, false);
    keyboard.inline_keyboard.push_back(
        {button(texts::history(language).anew_button, AgainAs{"auto", transcript})});
    return keyboard;
}

bot::InlineKeyboardMarkup cancel(Language language) {
    return {{{button(texts::history(language).cancel_button, CancelQuestion{})}}};
}

std::vector<std::string> const& offered_speech_languages() {
    static std::vector<std::string> const codes{"ru", "en", "uk", "be", "kk", "de", "fr", "es",
                                                "it", "pl", "tr", "uz", "he", "ar", "zh"};
    return codes;
}

}  // namespace aisha::keyboards
