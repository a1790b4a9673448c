// A person's choices.
#include "handlers/settings/settings.hpp"

#include "bot/html.hpp"
#include "core/limits/history.hpp"
#include "core/speech_languages.hpp"
#include "core/time_zone.hpp"
#include "database/repositories/history_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "database/repositories/user_repository.hpp"
#include "handlers/dialogue.hpp"
#include "handlers/group/group.hpp"
#include "texts/settings.hpp"
#include "texts/texts.hpp"

namespace aisha::handlers::settings {

namespace {

using keyboards::SettingsScreen;

struct Shown {
    std::string html;
    bot::InlineKeyboardMarkup keyboard;
};

Shown screen_of(Context& context, Language language, SettingsScreen screen, UserSettings const& settings) {
    auto const now = context.clock.now();
    auto const& words = texts::settings(language);
    Shown shown{{}, keyboards::settings_screen(language, screen, settings, context.privacy.keep_days, now)};
    switch (screen) {
        case SettingsScreen::overview: shown.html = texts::settings_overview(language, settings, now); break;
        case SettingsScreen::interface: shown.html = words.interface_question; break;
        case SettingsScreen::speech: shown.html = words.speech_question; break;
        case SettingsScreen::vocabulary: shown.html = texts::vocabulary_screen(language, settings); break;
        case SettingsScreen::zone: shown.html = words.zone_question; break;
        case SettingsScreen::keep:
            shown.html = texts::keep_screen(language, context.privacy.keep_days);
            break;
    }
    return shown;
}

void send_overview(Context& context, Transaction& tx, Person const& person) {
    auto shown = screen_of(context, person.language, SettingsScreen::overview,
                           settings_repository::of_user(tx, person.id));
    auto message = message_to(ChatId{person.id.value}, std::move(shown.html));
    message.reply_markup = std::move(shown.keyboard);
    context.outbox.send(tx, message);
}

/// Changes the settings of who pressed, and shows them all again.
template <class Change>
void change(Context& context, Transaction& tx, bot::Incoming const& incoming, Change const& change_them) {
    auto person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    auto settings = settings_repository::of_user(tx, person->id);
    if (!change_them(*person, settings)) return incoming.answer(texts::in(person->language).old_button);
    settings_repository::save(tx, person->id, settings);
    auto shown = screen_of(context, person->language, SettingsScreen::overview, settings);
    context.outbox.edit(tx, edit_of(*message, std::move(shown.html), std::move(shown.keyboard)));
    incoming.answer(texts::settings(person->language).saved);
}

void choose_zone(Context& context, Transaction& tx, Person const& person, std::string const& text) {
    constexpr std::size_t offered_max = 8;
    auto const found = find_time_zones(text, offered_max);
    auto message = message_to(ChatId{person.id.value}, texts::settings(person.language).zone_unknown);
    if (found.size() == 1) {
        auto settings = settings_repository::of_user(tx, person.id);
        settings.time_zone = found.front();
        settings_repository::save(tx, person.id, settings);
        return send_overview(context, tx, person);
    }
    if (!found.empty()) {
        message.text = texts::settings(person.language).zone_choice;
        message.reply_markup = keyboards::zones(person.language, found, context.clock.now());
    }
    context.outbox.send(tx, message);
}

void choose_speech(Context& context, Transaction& tx, Person const& person, std::string const& text) {
    auto const code = language_code(text);
    if (!code) {
        context.outbox.send(
            tx, message_to(ChatId{person.id.value}, texts::settings(person.language).language_unknown));
        return;
    }
    auto settings = settings_repository::of_user(tx, person.id);
    settings.speech_language = code;
    settings_repository::save(tx, person.id, settings);
    send_overview(context, tx, person);
}

void write_vocabulary(Context& context, Transaction& tx, Person const& person, std::string const& text) {
    auto settings = settings_repository::of_user(tx, person.id);
    settings.vocabulary = bot::html::shortened(text, limits::vocabulary_units_max);
    settings_repository::save(tx, person.id, settings);
    send_overview(context, tx, person);
}

}  // namespace

void open(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    if (message->chat.is_private()) send_overview(context, tx, *person);
    else group::show_settings(context, tx, *person, *message);
}

void show(Context& context, Transaction& tx, bot::Incoming const& incoming,
          keyboards::OpenSettings const& button) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message || !message->chat.is_private()) return;
    auto shown =
        screen_of(context, person->language, button.screen, settings_repository::of_user(tx, person->id));
    context.outbox.edit(tx, edit_of(*message, std::move(shown.html), std::move(shown.keyboard)));
}

void set_interface(Context& context, Transaction& tx, bot::Incoming const& incoming,
                   keyboards::SetInterface const& button) {
    change(context, tx, incoming, [&](Person& person, UserSettings&) {
        user_repository::set_language(tx, person.id, button.language);
        person.language = button.language;
        return true;
    });
}

void set_speech(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::SetSpeech const& button) {
    change(context, tx, incoming, [&](Person const&, UserSettings& settings) {
        bool const found_out = button.language == "auto";
        if (!found_out && language_code(button.language) != button.language) return false;
        settings.speech_language = found_out ? std::nullopt : std::optional(button.language);
        return true;
    });
}

void clear_vocabulary(Context& context, Transaction& tx, bot::Incoming const& incoming,
                      keyboards::ClearVocabulary const& /*button*/) {
    change(context, tx, incoming, [](Person const&, UserSettings& settings) {
        settings.vocabulary.reset();
        return true;
    });
}

void set_zone(Context& context, Transaction& tx, bot::Incoming const& incoming,
              keyboards::SetZone const& button) {
    change(context, tx, incoming, [&](Person const&, UserSettings& settings) {
        if (!is_time_zone(button.name())) return false;
        settings.time_zone = button.name();
        return true;
    });
}

void set_keep(Context& context, Transaction& tx, bot::Incoming const& incoming,
              keyboards::SetKeep const& button) {
    change(context, tx, incoming, [&](Person const& person, UserSettings& settings) {
        constexpr std::int64_t days_max = 3650;
        if (button.days < 0 || button.days > days_max) return false;
        settings.keep_days = button.days == 0 ? std::nullopt : std::optional(button.days);
        history_repository::set_expiry(tx, person.id, settings.keep_days);
        return true;
    });
}

void ask(Context& context, Transaction& tx, bot::Incoming const& incoming,
         keyboards::TypeSetting const& button) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message || !message->chat.is_private()) return;
    auto const& words = texts::settings(person->language);
    auto const& question = button.what == keyboards::TypedSetting::zone     ? words.type_zone_question
                           : button.what == keyboards::TypedSetting::speech ? words.type_language_question
                                                                            : words.vocabulary_question;
    dialogue::ask(context, tx, *person, dialogue::TypingSetting{button.what}, question);
}

void typed(Context& context, Transaction& tx, Person const& person, keyboards::TypedSetting what,
           std::string const& text) {
    switch (what) {
        case keyboards::TypedSetting::zone: return choose_zone(context, tx, person, text);
        case keyboards::TypedSetting::speech: return choose_speech(context, tx, person, text);
        case keyboards::TypedSetting::vocabulary: return write_vocabulary(context, tx, person, text);
    }
}

}  // namespace aisha::handlers::settings
