// Keyboards about people's data.
#include "keyboards/privacy.hpp"

#include "bot/callback_data.hpp"
#include "keyboards/settings.hpp"
#include "texts/privacy.hpp"

namespace aisha::keyboards {

namespace {

bot::InlineKeyboardButton button(std::string text, PrivacyAction action) {
    return {std::move(text), bot::pack(PrivacyButton{action}), {}};
}

}  // namespace

bot::InlineKeyboardMarkup privacy(Language language) {
    auto const& words = texts::privacy(language);
    bot::InlineKeyboardButton const settings{
        words.settings_button, bot::pack(OpenSettings{SettingsScreen::keep}), {}};
    return {{{button(words.export_button, PrivacyAction::copy)},
             {settings},
             {button(words.erase_button, PrivacyAction::erase)}}};
}

bot::InlineKeyboardMarkup erase_question(Language language) {
    auto const& words = texts::privacy(language);
    return {{{button(words.erase_no, PrivacyAction::keep)}, {button(words.erase_yes, PrivacyAction::sure)}}};
}

bot::InlineKeyboardMarkup erase_sure(Language language) {
    auto const& words = texts::privacy(language);
    return {{{button(words.erase_no, PrivacyAction::keep)},
             {button(words.erase_sure_yes, PrivacyAction::really)}}};
}

}  // namespace aisha::keyboards
