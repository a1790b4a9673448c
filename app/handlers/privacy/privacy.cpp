// People's data: the screen and its questions.
#include "handlers/privacy/privacy.hpp"

#include "database/repositories/settings_repository.hpp"
#include "handlers/privacy/data_jobs.hpp"
#include "texts/privacy.hpp"

#include <algorithm>

namespace aisha::handlers::privacy {

namespace {

std::string overview(Context& context, Transaction& tx, Person const& person) {
    auto const& facts = context.privacy;
    auto days = settings_repository::of_user(tx, person.id).keep_days;
    if (facts.keep_days) days = std::min(days.value_or(*facts.keep_days), *facts.keep_days);
    return texts::privacy_overview(person.language, {facts.database, facts.store, facts.has_speech,
                                                     facts.speech, facts.has_chat, facts.chat, days});
}

std::string key_of(UserId user) { return std::to_string(user.value); }

}  // namespace

void open(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    auto reply = message_to(message->chat.id, overview(context, tx, *person));
    if (message->chat.is_private()) reply.reply_markup = keyboards::privacy(person->language);
    context.outbox.send(tx, reply);
}

void use(Context& context, Transaction& tx, bot::Incoming const& incoming,
         keyboards::PrivacyButton const& button) {
    using keyboards::PrivacyAction;
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message || !message->chat.is_private()) return;
    auto const& words = texts::privacy(person->language);
    auto const show = [&](std::string html, std::optional<bot::InlineKeyboardMarkup> keyboard) {
        context.outbox.edit(tx, edit_of(*message, std::move(html), std::move(keyboard)));
    };
    switch (button.action) {
        case PrivacyAction::copy:
            context.jobs.enqueue(tx, ExportData{person->id, message->chat.id, person->language},
                                 {.unique_key = key_of(person->id), .owner = person->id});
            return incoming.alert(words.export_begun);
        case PrivacyAction::erase:
            return show(words.erase_question, keyboards::erase_question(person->language));
        case PrivacyAction::sure: return show(words.erase_sure, keyboards::erase_sure(person->language));
        case PrivacyAction::really:
            context.jobs.enqueue(tx, EraseData{person->id, message->chat.id, person->language},
                                 {.unique_key = key_of(person->id), .owner = person->id});
            return show(words.erase_begun, {});
        case PrivacyAction::keep:
            return show(overview(context, tx, *person), keyboards::privacy(person->language));
    }
}

}  // namespace aisha::handlers::privacy
