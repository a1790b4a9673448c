// Greetings, help, language, and what is not understood.
#include "handlers/menu.hpp"

#include "database/repositories/user_repository.hpp"
#include "handlers/transcript/queue.hpp"
#include "keyboards/keyboards.hpp"
#include "texts/access.hpp"
#include "texts/admin.hpp"
#include "texts/texts.hpp"

namespace aisha::handlers::menu {

void start(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    if (auto const person = meet(context, tx, incoming))
        context.outbox.send(
            tx, message_to(incoming.chat(),
                           texts::welcome(person->language, person->first_name, context.bot.download_max())));
}

void help(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    auto text = texts::in(person->language).help;
    if (!context.quotas.today(tx, person->id).empty())
        text += "\n" + texts::access(person->language).help_limits;
    if (context.access.is_admin(person->id)) text += "\n" + texts::admin(person->language).help_admin;
    context.outbox.send(tx, message_to(incoming.chat(), text), person->id);
}

void language(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    auto message = message_to(incoming.chat(), texts::in(person->language).choose_language);
    message.reply_markup = keyboards::languages();
    context.outbox.send(tx, message, person->id);
}

void choose_language(Context& context, Transaction& tx, bot::Incoming const& incoming,
                     keyboards::ChooseLanguage const& button) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    user_repository::set_language(tx, person->id, button.language);
    context.outbox.edit(tx, {.chat_id = message->chat.id,
                             .message_id = message->message_id,
                             .text = texts::in(button.language).language_chosen,
                             .parse_mode = "HTML",
                             .reply_markup = keyboards::languages()});
}

void membership(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const& change = *incoming.update.my_chat_member;
    auto const& status = change.new_chat_member.status;
    bool const gone = status == "kicked" || status == "left";
    if (change.chat.is_private() && gone)
        user_repository::mark_unreachable(tx, change.from.id, context.clock.now());
    else if (change.chat.is_private()) meet(context, tx, incoming);
    if (gone) {
        transcript::chat_lost(context, tx, change.chat.id);
        context.outbox.drop(tx, change.chat.id, "the bot was blocked or removed");
    } else {
        transcript::chat_back(context, tx, change.chat.id);
    }
}

void old_button(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    if (auto const person = meet(context, tx, incoming))
        incoming.answer(texts::in(person->language).old_button);
}

void hint(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const* message = incoming.message();
    // In a group people talk to each other, and who does is not noted; only a private chat is a talk with the
    // bot.
    if (!message || !message->chat.is_private()) return;
    if (auto const person = meet(context, tx, incoming))
        context.outbox.send(tx, message_to(incoming.chat(), texts::in(person->language).hint));
}

void apologise(Context& context, Transaction& tx, bot::Incoming const& incoming,
               std::string const& reference) {
    if (auto const person = meet(context, tx, incoming))
        context.outbox.send(tx, message_to(incoming.chat(), texts::apology(person->language, reference)),
                            person->id);
}

}  // namespace aisha::handlers::menu
