// Inline keyboards.
#include "keyboards/keyboards.hpp"

#include "bot/callback_data.hpp"
#include "keyboards/buttons.hpp"
#include "texts/texts.hpp"

namespace aisha::keyboards {

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
