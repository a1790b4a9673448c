// Who is let in, and what the others are told.
#include "handlers/access/gate.hpp"

#include "texts/access.hpp"

namespace aisha::handlers::access {

namespace {

/// What a link https://t.me/NAME?start=CODE brings: "/start CODE".
/// https://core.telegram.org/bots/features#deep-linking
std::optional<std::string> start_code(bot::Incoming const& incoming) {
    constexpr std::string_view command = "/start";
    constexpr std::string_view blank = " \t\r\n";
    auto const& message = incoming.update.message;
    if (!message || !message->chat.is_private() || !message->text) return std::nullopt;
    std::string_view text = *message->text;
    auto const end = text.find_first_of(blank);
    if (end == std::string_view::npos || !text.starts_with(command)) return std::nullopt;
    if (end > command.size() && text[command.size()] != '@') return std::nullopt;
    text.remove_prefix(end);
    auto const begin = text.find_first_not_of(blank);
    if (begin == std::string_view::npos) return std::nullopt;
    return std::string(text.substr(begin, text.find_last_not_of(blank) + 1 - begin));
}

void tell(Context& context, Transaction& tx, bot::Incoming const& incoming, std::string const& text) {
    if (incoming.update.callback_query) return incoming.answer(text);
    auto const* message = incoming.message();
    if (!message) return;
    context.outbox.send(tx,
                        message->chat.is_private() ? message_to(message->chat.id, text)
                                                   : reply_to(message->chat.id, message->message_id, text),
                        incoming.sender()->id);
}

}  // namespace

bool lets_in(Context& context, Transaction& tx, bot::Incoming const& incoming, User const& user) {
    auto const standing = context.access.standing(user);
    if (standing == AccessService::Standing::welcome) return true;
    auto const language = language_of(user, context.default_language);
    if (auto const code = start_code(incoming); code && standing == AccessService::Standing::stranger) {
        auto const redeemed = context.access.redeem(tx, user.id, *code);
        if (redeemed == AccessService::Redeemed::admitted) {
            incoming.log.info("invited", "user", user.id);
            return true;
        }
        // Answered each time: who tries a second link is to know about that one too.
        if (redeemed != AccessService::Redeemed::unknown) {
            auto const& words = texts::access(language);
            tell(context, tx, incoming,
                 redeemed == AccessService::Redeemed::used_up ? words.invite_used_up : words.invite_expired);
            return false;
        }
    }
    // Whoever starts the bot sends a change of membership first: the message that follows gets the answer.
    if (incoming.update.my_chat_member || !context.access.tell_now(tx, user)) return false;
    tell(context, tx, incoming,
         standing == AccessService::Standing::banned
             ? texts::access(language).banned
             : texts::closed(language, context.access.mode(), user.id));
    incoming.log.info("turned_away", "user", user.id);
    return false;
}

}  // namespace aisha::handlers::access
