// Inline keyboards.
#include "keyboards/keyboards.hpp"

#include "bot/callback_data.hpp"
#include "keyboards/buttons.hpp"
#include "texts/texts.hpp"

namespace aisha::keyboards {

bot::InlineKeyboardMarkup history(Language language, std::vector<Transcript> const& transcripts) {
    bot::InlineKeyboardMarkup keyboard;
    for (auto const& transcript : transcripts)
        keyboard.inline_keyboard.push_back(
            {{texts::history_label(language, transcript), bot::pack(OpenTranscript{transcript.id}), {}}});
    return keyboard;
}

bot::InlineKeyboardMarkup retry(Language language, TranscriptId transcript) {
    return {{{{texts::in(language).retry_button, bot::pack(RetryTranscript{transcript}), {}}}}};
}

bot::InlineKeyboardMarkup languages() {
    bot::InlineKeyboardMarkup keyboard;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Language>>([&](auto enumerator) {
        keyboard.inline_keyboard.push_back(
            {{texts::native_name(enumerator.value), bot::pack(ChooseLanguage{enumerator.value}), {}}});
    });
    return keyboard;
}

}  // namespace aisha::keyboards
