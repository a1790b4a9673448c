// What methods share: chats, texts, replies.
#include "sandbox/telegram/method_call.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <array>

namespace aisha::sandbox::telegram {

namespace {

/// Raw texts over this are refused before parsing.
constexpr std::size_t raw_bytes_max = 32768;

std::string text_at(json::Object const& values, std::string_view name) {
    auto const* const value = values.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<Entity> entities_at(json::Object const& values, std::string_view name) {
    std::vector<Entity> entities;
    auto const* const list = values.if_contains(name);
    if (!list || !list->is_array()) return entities;
    for (auto const& value : list->get_array()) {
        auto entity = json::read<Entity>(value);
        if (entity.offset < 0 || entity.length < 0) bad_request("ENTITY_BOUNDS_INVALID");
        entities.push_back(std::move(entity));
    }
    return entities;
}

/// Mentions by id show the person, and are nothing where nobody has the id.
void fill_mentions(World const& world, std::vector<Entity>& entities) {
    std::erase_if(entities, [&](Entity& entity) {
        if (entity.type != "text_mention") return false;
        auto const* const user = entity.user ? entity.user->if_object() : nullptr;
        auto const* const id = user ? user->if_contains("id") : nullptr;
        if (!id || !id->is_int64() || !world.find_person(id->get_int64())) return true;
        entity.user = world.user(id->get_int64());
        return false;
    });
}

}  // namespace

Chat& chat_of(MethodCall& call, std::string_view parameter) {
    auto const id = call.parameters.integer(parameter);
    if (!id) {
        if (call.parameters.has(parameter)) bad_request("chat not found");
        bad_request("chat_id is empty");
    }
    if (*id > 0) {
        if (call.world.find_person(*id)) return call.world.chat({call.bot.record.id, *id});
        if (call.world.find_bot(*id)) forbidden("bots can't send messages to bots");
        bad_request("chat not found");
    }
    auto const* const group = call.world.find_group(*id);
    if (!group) bad_request("chat not found");
    if (std::ranges::find(group->bots, call.bot.record.id) == group->bots.end())
        forbidden("bot is not a member of the group chat");
    return call.world.chat({0, *id});
}

Chat& writable_chat_of(MethodCall& call) {
    auto& chat = chat_of(call);
    if (chat.blocked) forbidden("bot was blocked by the user");
    return chat;
}

FormattedText formatted_text(MethodCall& call, json::Object const& values, TextPlace place, std::size_t max) {
    FormattedText text{.text = text_at(values, place.text), .entities = {}};
    if (text.text.size() > raw_bytes_max) bad_request("text is too long");
    auto const mode = text_at(values, place.parse_mode);
    if (mode.empty()) text.entities = entities_at(values, place.entities);
    else if (boost::algorithm::iequals(mode, "HTML")) text = parse_html(text.text);
    else not_implemented("parse_mode " + mode);
    fill_mentions(call.world, text.entities);
    text = cleaned(std::move(text));
    if (characters(text.text) > max)
        bad_request(place.text == "caption" ? "message caption is too long" : "message is too long");
    return text;
}

void put_text(json::Object& body, TextPlace place, FormattedText const& text) {
    body.erase(place.text);
    body.erase(place.entities);
    if (text.text.empty()) return;
    body[place.text] = text.text;
    if (!text.entities.empty()) body[place.entities] = json::write(text.entities);
}

std::int64_t reply_target(MethodCall& call, Chat const& chat) {
    auto const* const given = call.parameters.find("reply_parameters");
    auto const* const reply = given ? given->if_object() : nullptr;
    if (!reply) return 0;
    for (std::string_view const unbuilt :
         {"ephemeral_message_id", "checklist_task_id", "poll_option_id", "quote"})
        if (auto const* const value = reply->if_contains(unbuilt); value && !value->is_null())
            not_implemented(fmt::format("{} in reply_parameters", unbuilt));
    if (auto const* const other = reply->if_contains("chat_id"); other && !other->is_null()) {
        bool const same =
            (other->is_int64() && other->get_int64() == chat.key.chat) ||
            (other->is_string() && std::string(other->get_string()) == std::to_string(chat.key.chat));
        if (!same) not_implemented("replies to messages of other chats");
    }
    auto const* const id = reply->if_contains("message_id");
    if (id && id->is_int64() && chat.messages.contains(id->get_int64())) return id->get_int64();
    auto const* const without = reply->if_contains("allow_sending_without_reply");
    if (!id || (without && without->is_bool() && without->get_bool())) return 0;
    bad_request("message to be replied not found");
}

void refuse_unbuilt(MethodCall const& call) {
    constexpr std::array<std::string_view, 9> unbuilt{
        "business_connection_id",    "message_thread_id",
        "direct_messages_topic_id",  "ephemeral_message_parameters",
        "suggested_post_parameters", "rich_message",
        "inline_message_id",         "message_effect_id",
        "video_start_timestamp"};
    for (auto const name : unbuilt)
        if (call.parameters.has(name)) not_implemented(fmt::format("parameter {} of {}", name, call.method));
}

Message new_message(MethodCall& call, Chat& chat) {
    Message message{.id = 0, .from = call.bot.record.id, .from_bot = true};
    message.reply_to = reply_target(call, chat);
    auto const markup = markup_of(call);
    message.id = call.world.next_message_id();
    auto body = call.world.new_body(chat, message.id, message.from);
    if (!markup.inline_keyboard.is_null()) body["reply_markup"] = markup.inline_keyboard;
    if (call.parameters.flag("protect_content")) body["has_protected_content"] = true;
    message.keyboard = markup.people_only;
    message.body = std::move(body);
    return message;
}

}  // namespace aisha::sandbox::telegram
