// A text of the history.
#include "handlers/transcript/card.hpp"

#include "bot/html.hpp"
#include "core/limits/history.hpp"
#include "core/speech_languages.hpp"
#include "core/utf.hpp"
#include "database/repositories/settings_repository.hpp"
#include "handlers/access/limits.hpp"
#include "handlers/dialogue.hpp"
#include "handlers/files.hpp"
#include "handlers/transcript/deliver.hpp"
#include "handlers/transcript/history.hpp"
#include "handlers/transcript/queue.hpp"
#include "handlers/transcript/removal.hpp"
#include "services/transcript/paragraphs.hpp"
#include "services/transcript/transcript_export.hpp"
#include "texts/history.hpp"
#include "texts/notes.hpp"
#include "texts/texts.hpp"

#include <filesystem>

namespace aisha::handlers::transcript {

namespace {

using keyboards::TextAction;

/// A press under a text, with everything it takes to answer it.
struct Pressed {
    Context& context;
    Transaction& tx;
    bot::Incoming const& incoming;
    Person const& person;
    bot::Message const& message;
    keyboards::TextPlace place;

    texts::HistoryTexts const& words() const { return texts::history(person.language); }
    void show_keyboard(bot::InlineKeyboardMarkup keyboard) const {
        context.outbox.edit(
            tx, bot::EditMessageReplyMarkup{message.chat.id, message.message_id, std::move(keyboard)});
    }
};

bool is_cut(std::string const& text) { return utf::utf16_length(text) > limits::card_text_units; }

Screen card_screen(Context& context, Transaction& tx, Person const& person,
                   keyboards::TextPlace const& place) {
    auto const [transcript, segments] = context.transcripts.open_whole(tx, person.id, place.transcript);
    auto const text = joined_paragraphs(paragraphs_of(transcript.text.value_or(""), segments));
    auto const zone = settings_repository::of_user(tx, person.id).time_zone.value_or("");
    bool const cut = is_cut(text);
    // Without a name of its own it would be called by its first words, which stand below anyway.
    bool const named = transcript.title || transcript.made_title || transcript.file_name;
    return {texts::card(person.language, transcript, named ? TranscriptService::name_of(transcript) : "",
                        bot::html::shortened(text, limits::card_text_units), cut, zone),
            keyboards::text_actions(person.language, place, transcript.kind, cut)};
}

void show(Pressed const& pressed) {
    auto screen = card_screen(pressed.context, pressed.tx, pressed.person, pressed.place);
    pressed.context.outbox.edit(pressed.tx,
                                edit_of(pressed.message, std::move(screen.html), std::move(screen.keyboard)));
}

void send_whole(Pressed const& pressed) {
    auto const opened =
        pressed.context.transcripts.open_whole(pressed.tx, pressed.person.id, pressed.place.transcript);
    deliver(pressed.context, pressed.tx, opened.transcript, opened.segments,
            {.chat = pressed.message.chat.id, .language = pressed.person.language});
}

void send_original(Pressed const& pressed, Transcript const& transcript) {
    auto const extension = std::filesystem::path(transcript.file_name.value_or("")).extension().string();
    bot::OutgoingFile file;
    file.chat_id = pressed.message.chat.id;
    file.kind = json::name_of(transcript.kind);
    file.name = transcript.file_name.value_or(
        file_name_for(TranscriptService::name_of(transcript),
                      extension.empty() ? default_extension(transcript.kind) : extension.substr(1)));
    file.mime_type = transcript.mime_type.value_or("application/octet-stream");
    file.file_id = transcript.file_id;
    file.source = stored_file(transcript.audio_key.value_or(TranscriptService::audio_key(transcript)));
    file.otherwise = pressed.words().original_gone;
    pressed.context.outbox.send(pressed.tx, file, pressed.person.id);
    pressed.incoming.answer(pressed.words().sending);
}

void remove(Pressed const& pressed) {
    auto keys = pressed.context.transcripts.remove(pressed.tx, pressed.person.id, pressed.place.transcript);
    remove_objects(pressed.context, pressed.tx, pressed.person.id, std::move(keys));
    auto screen =
        list_screen(pressed.context, pressed.tx, pressed.person, {pressed.place.search, pressed.place.page});
    if (!screen) screen = list_screen(pressed.context, pressed.tx, pressed.person, {});
    pressed.context.outbox.edit(
        pressed.tx, edit_of(pressed.message, std::move(screen->html), std::move(screen->keyboard)));
    pressed.incoming.answer(pressed.words().deleted);
}

void act(Pressed const& pressed, TextAction action) {
    auto const& [context, tx, incoming, person, message, place] = pressed;
    auto const transcript = context.transcripts.open(tx, person.id, place.transcript);
    bool const needs_sound = action == TextAction::listen || action == TextAction::again;
    if (transcript.kind == MediaKind::text && needs_sound)
        return incoming.answer(texts::notes(person.language).no_recording);
    switch (action) {
        case TextAction::show: return show(pressed);
        case TextAction::whole: return send_whole(pressed);
        case TextAction::listen: return send_original(pressed, transcript);
        case TextAction::save:
            return pressed.show_keyboard(keyboards::save_formats(person.language, place, transcript.kind));
        case TextAction::again:
            incoming.answer(pressed.words().again_question);
            return pressed.show_keyboard(keyboards::again_languages(person.language, place));
        case TextAction::rename:
            return dialogue::ask(
                context, tx, person, dialogue::Renaming{place.transcript, place.search, place.page},
                texts::rename_question(person.language, TranscriptService::name_of(transcript)));
        case TextAction::remove:
            incoming.answer(pressed.words().delete_question);
            return pressed.show_keyboard(keyboards::delete_question(person.language, place));
        case TextAction::really: return remove(pressed);
        case TextAction::back:
            return pressed.show_keyboard(
                keyboards::text_actions(person.language, place, transcript.kind,
                                        place.is_card() && is_cut(transcript.text.value_or(""))));
    }
}

/// Calls `work` for the person who pressed; what is not theirs is told in a notice.
template <class Work>
void pressed_by(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::TextPlace const& place, Work work) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    try {
        work(Pressed{context, tx, incoming, *person, *message, place});
    } catch (Refusal const& refusal) {
        incoming.answer(texts::refusal(person->language, refusal.reason()));
    }
}

}  // namespace

void use_text(Context& context, Transaction& tx, bot::Incoming const& incoming,
              keyboards::TextButton const& button) {
    pressed_by(context, tx, incoming, button.place(),
               [&](Pressed const& pressed) { act(pressed, button.action); });
}

void save_as(Context& context, Transaction& tx, bot::Incoming const& incoming,
             keyboards::SaveAs const& button) {
    pressed_by(context, tx, incoming, button.place(), [&](Pressed const& pressed) {
        auto const transcript = context.transcripts.open(tx, pressed.person.id, button.transcript);
        bot::OutgoingFile file;
        file.chat_id = pressed.message.chat.id;
        file.name = file_name_for(TranscriptService::name_of(transcript), json::name_of(button.format));
        file.mime_type = mime_type_of(button.format);
        file.source = export_of(pressed.person, transcript.id, button.format);
        file.otherwise = pressed.words().file_refused;
        context.outbox.send(tx, file, pressed.person.id);
        incoming.answer(pressed.words().sending);
        pressed.show_keyboard(
            keyboards::text_actions(pressed.person.language, button.place(), transcript.kind,
                                    button.place().is_card() && is_cut(transcript.text.value_or(""))));
    });
}

void again_as(Context& context, Transaction& tx, bot::Incoming const& incoming,
              keyboards::AgainAs const& button) {
    pressed_by(context, tx, incoming, {.transcript = button.transcript}, [&](Pressed const& pressed) {
        bool const known = button.language == "auto" || language_code(button.language) == button.language;
        if (!known) return incoming.answer(texts::in(pressed.person.language).old_button);
        auto why = access::over_quota_again(context, tx, pressed.person, button.transcript);
        if (!why) why = no_room(tx, pressed.person);
        if (why) return incoming.alert(*why);
        if (!context.transcripts.again(tx, pressed.person.id, button.transcript, button.language))
            return incoming.answer(pressed.words().again_under_way);
        context.quotas.reserve(tx, pressed.person.id, button.transcript, {});
        auto const& chat = pressed.message.chat;
        line_up(context, tx, pressed.person, button.transcript,
                chat.is_private() ? std::optional(LinePlace{chat.id, {}}) : std::nullopt);
        incoming.answer(pressed.words().again_begun);
    });
}

void rename(Context& context, Transaction& tx, Person const& person, bot::Incoming const& incoming,
            keyboards::TextPlace const& place, std::string const& name) {
    auto message = message_to(incoming.chat(), "");
    try {
        context.transcripts.rename(tx, person.id, place.transcript, name);
        auto screen = card_screen(context, tx, person, place);
        message.text = std::move(screen.html);
        message.reply_markup = std::move(screen.keyboard);
    } catch (Refusal const& refusal) {
        message.text = texts::refusal(person.language, refusal.reason());
    }
    context.outbox.send(tx, message);
}

}  // namespace aisha::handlers::transcript
