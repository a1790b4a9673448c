// Chats and messages of the world, and who hears of them.
#include "sandbox/telegram/world.hpp"

#include <utility>

namespace aisha::sandbox::telegram {

Chat& World::chat(ChatKey key) {
    auto& chat = chats_[key];
    if (!chat) {
        chat = std::make_unique<Chat>();
        chat->key = key;
    }
    return *chat;
}

Chat* World::find_chat(ChatKey key) {
    auto const found = chats_.find(key);
    return found == chats_.end() ? nullptr : found->second.get();
}

json::Object World::chat_json(ChatKey key) const {
    json::Object chat{{"id", key.chat}};
    if (key.is_private()) {
        if (auto const* const person = find_person(key.chat)) {
            chat["first_name"] = person->first_name;
            if (person->last_name) chat["last_name"] = *person->last_name;
            if (person->username) chat["username"] = *person->username;
        }
        chat["type"] = "private";
    } else {
        auto const found = groups_.find(key.chat);
        if (found != groups_.end()) chat["title"] = found->second.title;
        chat["type"] = "group";
    }
    return chat;
}

std::vector<std::int64_t> World::bots_of(ChatKey key) const {
    if (key.is_private()) return {key.bot};
    auto const found = groups_.find(key.chat);
    return found == groups_.end() ? std::vector<std::int64_t>() : found->second.bots;
}

void World::touch(Chat& chat) {
    touch_unsaved(chat);
    ChatRecord const record{.bot = chat.key.bot,
                            .chat = chat.key.chat,
                            .revision = chat.revision,
                            .deleted = chat.deleted,
                            .blocked = chat.blocked};
    store_.put(fmt::format("chat/{}/{}", chat.key.bot, chat.key.chat), json::write(record));
}

void World::touch_unsaved(Chat& chat) {
    ++chat.revision;
    chat.changed.notify_all();
    for (auto const bot : bots_of(chat.key))
        events_.publish("chat", {{"bot", bot}, {"chat", chat.key.chat}, {"revision", chat.revision}});
}

json::Object World::new_body(Chat const& chat, std::int64_t id, std::int64_t from) const {
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch());
    return {
        {"message_id", id}, {"from", user(from)}, {"chat", chat_json(chat.key)}, {"date", seconds.count()}};
}

Message const& World::add_message(Chat& chat, Message message) {
    if (message.from_bot) {
        chat.drafts.erase(message.from);
        chat.actions.erase(message.from);
    }
    auto const id = message.id;
    auto const& added = chat.messages[id] = std::move(message);
    save(chat, added);
    touch(chat);
    return added;
}

bool World::delete_message(Chat& chat, std::int64_t id) {
    auto const found = chat.messages.find(id);
    if (found == chat.messages.end()) return false;
    store_.erase(fmt::format("message/{}/{}/{}", chat.key.bot, chat.key.chat, id));
    chat.messages.erase(found);
    chat.deleted.push_back(id);
    touch(chat);
    return true;
}

json::Object World::rendered(Chat const& chat, Message const& message) const {
    auto body = message.body.as_object();
    auto const original = chat.messages.find(message.reply_to);
    if (original != chat.messages.end()) body["reply_to_message"] = original->second.body;
    return body;
}

void World::set_draft(Chat& chat, std::int64_t bot, std::optional<Draft> draft) {
    if (draft) {
        draft->renewal = ++chat.renewals;
        chat.drafts[bot] = std::move(*draft);
    } else if (chat.drafts.erase(bot) == 0) {
        return;
    }
    touch_unsaved(chat);
}

void World::set_action(Chat& chat, std::int64_t bot, std::string action) {
    chat.actions[bot] = {.name = std::move(action), .renewal = ++chat.renewals};
    touch_unsaved(chat);
}

void World::end_draft(Chat& chat, std::int64_t bot, std::uint64_t renewal) {
    auto const found = chat.drafts.find(bot);
    if (found == chat.drafts.end() || found->second.renewal != renewal) return;
    chat.drafts.erase(found);
    touch_unsaved(chat);
}

void World::end_action(Chat& chat, std::int64_t bot, std::uint64_t renewal) {
    auto const found = chat.actions.find(bot);
    if (found == chat.actions.end() || found->second.renewal != renewal) return;
    chat.actions.erase(found);
    touch_unsaved(chat);
}

/// In groups bots are in privacy mode: commands, replies to the bot, and mentions of it.
/// https://core.telegram.org/bots/features#privacy-mode
bool World::sees(Bot const& bot, Chat const& chat, Message const& message) const {
    if (chat.key.is_private()) return true;
    auto const original = chat.messages.find(message.reply_to);
    if (original != chat.messages.end() && original->second.from == bot.record.id) return true;
    auto const& body = message.body.as_object();
    if (body.contains("new_chat_members") || body.contains("left_chat_member") ||
        body.contains("group_chat_created"))
        return true;
    auto const* const text =
        body.if_contains("text") ? body.if_contains("text") : body.if_contains("caption");
    if (!text) return false;
    std::string_view const words(text->as_string());
    auto const name = "@" + bot.record.username;
    if (words.find(name) != std::string_view::npos) return true;
    auto const command = words.substr(0, words.find_first_of(" \n"));
    return words.starts_with('/') && command.find('@') == std::string_view::npos;
}

void World::announce(Chat const& chat, Message const& message, std::string const& kind) {
    for (auto const id : bots_of(chat.key)) {
        auto* const bot = find_bot(id);
        if (bot && bot->record.id != message.from && sees(*bot, chat, message))
            enqueue(*bot, kind, rendered(chat, message));
    }
}

}  // namespace aisha::sandbox::telegram
