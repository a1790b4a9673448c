// Who is speaking, and how to answer.
#include "handlers/context.hpp"

#include "database/repositories/user_repository.hpp"
#include "handlers/access/gate.hpp"

namespace aisha::handlers {

std::optional<Person> meet(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const* sender = incoming.sender();
    if (!sender || sender->is_bot) return std::nullopt;
    auto const user = user_repository::touch(
        tx, {sender->id, sender->first_name, sender->last_name, sender->username, sender->language_code},
        context.clock.now());
    if (!access::lets_in(context, tx, incoming, user)) return std::nullopt;
    return Person{user.id, user.first_name, language_of(user, context.default_language)};
}

Language language_for(Context& context, Transaction& tx, UserId id) {
    auto const user = user_repository::find(tx, id);
    return user ? language_of(*user, context.default_language) : context.default_language;
}

bot::SendMessage message_to(ChatId chat, std::string html) {
    return {.chat_id = chat, .text = std::move(html), .parse_mode = "HTML"};
}

bot::EditMessageText edit_of(bot::Message const& message, std::string html,
                             std::optional<bot::InlineKeyboardMarkup> keyboard) {
    return {.chat_id = message.chat.id,
            .message_id = message.message_id,
            .text = std::move(html),
            .parse_mode = "HTML",
            .reply_markup = std::move(keyboard)};
}

bot::SendMessage reply_to(ChatId chat, MessageId message, std::string html) {
    auto reply = message_to(chat, std::move(html));
    reply.reply_parameters = {message, true};
    return reply;
}

void show(Context& context, Transaction& tx, bot::Incoming const& incoming, std::string html,
          bot::InlineKeyboardMarkup keyboard) {
    auto const* message = incoming.message();
    bool const pressed = incoming.update.callback_query.has_value() && message;
    if (pressed && !message->photo) {
        context.outbox.edit(tx, edit_of(*message, std::move(html), std::move(keyboard)));
        return;
    }
    if (pressed) context.outbox.remove(tx, {message->chat.id, message->message_id});
    auto screen = message_to(incoming.chat(), std::move(html));
    screen.reply_markup = std::move(keyboard);
    context.outbox.send(tx, screen);
}

}  // namespace aisha::handlers
