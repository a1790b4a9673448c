// Keyboards about notes.
#include "keyboards/notes.hpp"

#include "bot/callback_data.hpp"
#include "texts/notes.hpp"

namespace aisha::keyboards {

bot::InlineKeyboardMarkup notes(Language language, TranscriptId transcript) {
    auto const button = [&](NoteKind kind) {
        return bot::InlineKeyboardButton{
            texts::note_button(language, kind), bot::pack(MakeNote{transcript, kind}), {}};
    };
    return {{{button(NoteKind::summary), button(NoteKind::todo)},
             {button(NoteKind::protocol), button(NoteKind::translation)}}};
}

bot::InlineKeyboardMarkup translations(TranscriptId transcript) {
    constexpr std::size_t in_a_row = 2;
    bot::InlineKeyboardMarkup keyboard;
    for (auto const& language : texts::translation_languages()) {
        auto& rows = keyboard.inline_keyboard;
        if (rows.empty() || rows.back().size() == in_a_row) rows.emplace_back();
        rows.back().push_back(
            {std::string(language.name), bot::pack(Translate{transcript, std::string(language.code)}), {}});
    }
    return keyboard;
}

bot::InlineKeyboardMarkup remake_note(Language language, NoteId note) {
    return {{{{texts::notes(language).again_button, bot::pack(RemakeNote{note}), {}}}}};
}

bot::InlineKeyboardMarkup retry_note(Language language, NoteId note) {
    return {{{{texts::notes(language).retry_button, bot::pack(RetryNote{note}), {}}}}};
}

bot::InlineKeyboardMarkup stop_note(Language language, NoteId note) {
    return {{{{texts::notes(language).stop_button, bot::pack(StopNote{note}), {}}}}};
}

}  // namespace aisha::keyboards
