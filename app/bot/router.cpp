// What an update is about, and which handler takes it.
#include "bot/router.hpp"

namespace aisha::bot {

namespace {

bool same_letters(std::string_view a, std::string_view b) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// True for "/name" and "/name@username", alone or before white space.
bool is_command(std::string_view text, std::string_view name,
                std::function<std::string()> const& bot_username) {
    if (!text.starts_with('/')) return false;
    auto const word = text.substr(1, text.find_first_of(" \t\r\n") - 1);
    auto const at = word.find('@');
    if (!same_letters(word.substr(0, at), name)) return false;
    if (at == std::string_view::npos) return true;
    return bot_username && same_letters(word.substr(at + 1), bot_username());
}

}  // namespace

Message const* Incoming::message() const {
    if (update.message) return &*update.message;
    if (update.callback_query && update.callback_query->message) return &*update.callback_query->message;
    return nullptr;
}

User const* Incoming::sender() const {
    if (update.callback_query) return &update.callback_query->from;
    if (update.message) return update.message->from ? &*update.message->from : nullptr;
    if (update.my_chat_member) return &update.my_chat_member->from;
    return nullptr;
}

ChatId Incoming::chat() const {
    if (auto const* const about = message()) return about->chat.id;
    if (update.my_chat_member) return update.my_chat_member->chat.id;
    if (update.stopped_message_generation) return update.stopped_message_generation->chat.id;
    auto const* const user = sender();
    return ChatId{user ? user->id.value : 0};
}

Router& Router::command(std::string_view name, Handler handler) {
    return when(
        [username = bot_username_, name = std::string(name)](Incoming const& incoming) {
            auto const& message = incoming.update.message;
            return message && message->text && is_command(*message->text, name, username);
        },
        std::move(handler));
}

Router& Router::when(std::function<bool(Incoming const&)> matches, Handler handler) {
    return add([matches = std::move(matches), handler = std::move(handler)](Transaction& tx,
                                                                            Incoming const& incoming) {
        if (!matches(incoming)) return false;
        handler(tx, incoming);
        return true;
    });
}

Router& Router::otherwise(Handler handler) {
    return when([](Incoming const&) { return true; }, std::move(handler));
}

void Router::handle(Transaction& tx, Incoming const& incoming) const {
    for (auto const& attempt : attempts_)
        if (attempt(tx, incoming)) return;
    incoming.log.debug("update_unhandled");
}

}  // namespace aisha::bot
