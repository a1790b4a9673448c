// Methods that change or remove what was said.
#include "sandbox/telegram/methods.hpp"
#include "sandbox/telegram/validation.hpp"

#include <array>

namespace aisha::sandbox::telegram {

namespace {

using namespace std::chrono_literals;

/// https://core.telegram.org/bots/api#deletemessage
constexpr auto deletable_for = 48h;
/// https://core.telegram.org/bots/api#deletemessages
constexpr std::size_t bulk_max = 100;

constexpr std::string_view not_modified = "message is not modified: specified new message content and reply "
                                          "markup are exactly the same as a current "
                                          "content and reply markup of the message";

struct Edited {
    Chat& chat;
    Message& message;
};

/// The bot's own message that is to be edited.
Edited edited(MethodCall& call) {
    refuse_unbuilt(call);
    auto& chat = chat_of(call);
    auto const id = call.parameters.integer("message_id");
    if (!id) bad_request("message identifier is not specified");
    auto const found = chat.messages.find(*id);
    if (found == chat.messages.end()) bad_request("message to edit not found");
    if (found->second.from != call.bot.record.id || found->second.body.as_object().contains("forward_origin"))
        bad_request("message can't be edited");
    if (chat.blocked) forbidden("bot was blocked by the user");
    return {chat, found->second};
}

/// Saves `body` as the new content. Without a keyboard in the call, the message loses its own.
json::Value finish(MethodCall& call, Edited target, json::Object body, json::Value const& markup,
                   bool shows_edit) {
    body.erase("reply_markup");
    if (!markup.is_null()) body["reply_markup"] = markup;
    if (body == target.message.body.as_object()) bad_request(not_modified);
    if (shows_edit) {
        auto const now =
            std::chrono::duration_cast<std::chrono::seconds>(call.world.clock().now().time_since_epoch());
        body["edit_date"] = now.count();
    }
    target.message.body = std::move(body);
    call.world.save(target.chat, target.message);
    call.world.touch(target.chat);
    return call.world.rendered(target.chat, target.message);
}

/// Empty where the bot may delete the message, otherwise why not.
std::string_view why_not_deletable(MethodCall& call, Chat const& chat, std::int64_t id) {
    auto const found = chat.messages.find(id);
    if (found == chat.messages.end()) return "message to delete not found";
    bool const own = found->second.from == call.bot.record.id;
    if (!own && !chat.key.is_private()) return "message can't be deleted";
    Time const sent{std::chrono::seconds(found->second.body.at("date").as_int64())};
    if (call.world.clock().now() - sent > deletable_for) return "message can't be deleted for everyone";
    return {};
}

}  // namespace

json::Value edit_message_text(MethodCall& call) {
    auto target = edited(call);
    if (!target.message.body.as_object().contains("text"))
        bad_request("there is no text in the message to edit");
    auto const text = formatted_text(call, call.parameters.values, text_place, text_characters_max);
    if (text.text.empty()) bad_request("message text is empty");
    auto body = target.message.body.as_object();
    put_text(body, text_place, text);
    return finish(call, target, std::move(body), inline_markup_of(call), true);
}

json::Value edit_message_caption(MethodCall& call) {
    auto target = edited(call);
    if (target.message.body.as_object().contains("text"))
        bad_request("there is no caption in the message to edit");
    auto body = target.message.body.as_object();
    put_text(body, caption_place,
             formatted_text(call, call.parameters.values, caption_place, caption_characters_max));
    return finish(call, target, std::move(body), inline_markup_of(call), true);
}

json::Value edit_message_media(MethodCall& call) {
    auto target = edited(call);
    auto body = target.message.body.as_object();
    constexpr std::array kinds{"photo", "video", "animation", "audio", "document"};
    bool const has_media =
        std::ranges::any_of(kinds, [&](auto const* const kind) { return body.contains(kind); });
    // Since Bot API 8.0 a text may become media too; voices and video notes may not.
    if (!has_media && !body.contains("text")) bad_request("message can't be edited");
    auto const* const media = call.parameters.find("media");
    if (!media || !media->is_object()) bad_request("field \"media\" must be of type Object");
    validate_object(call.contract, "InputMedia", *media, "can't parse media");
    auto const& values = media->get_object();
    auto const kind = json::read<std::string>(values.at("type"));
    if (std::ranges::find(kinds, kind) == kinds.end())
        not_implemented(fmt::format("editing a message into media of type {}", kind));
    auto const caption = formatted_text(call, values, caption_place, caption_characters_max);
    auto const& file = file_of(call, values, "media", kind, target.chat);
    for (auto const* const old : kinds) body.erase(old);
    for (auto const* const old : {"text", "entities", "caption", "caption_entities"}) body.erase(old);
    body[kind] = media_field(file);
    if (kind == "animation") body["document"] = media_field(file);
    put_text(body, caption_place, caption);
    return finish(call, target, std::move(body), inline_markup_of(call), true);
}

json::Value edit_message_reply_markup(MethodCall& call) {
    auto target = edited(call);
    return finish(call, target, target.message.body.as_object(), inline_markup_of(call), false);
}

json::Value delete_message(MethodCall& call) {
    auto& chat = chat_of(call);
    auto const id = call.parameters.integer("message_id").value_or(0);
    if (auto const reason = why_not_deletable(call, chat, id); !reason.empty()) bad_request(reason);
    call.world.delete_message(chat, id);
    return true;
}

json::Value delete_messages(MethodCall& call) {
    auto& chat = chat_of(call);
    auto const ids = json::read<std::vector<std::int64_t>>(*call.parameters.find("message_ids"));
    if (ids.empty() || ids.size() > bulk_max) bad_request("there must be 1 to 100 message identifiers");
    // "If some of the specified messages can't be found, they are skipped."
    for (auto const id : ids)
        if (why_not_deletable(call, chat, id).empty()) call.world.delete_message(chat, id);
    return true;
}

json::Value set_message_reaction(MethodCall& call) {
    auto& chat = writable_chat_of(call);
    auto const found = chat.messages.find(call.parameters.integer("message_id").value_or(0));
    if (found == chat.messages.end()) bad_request("message to react not found");
    json::Array reactions;
    if (auto const* const given = call.parameters.find("reaction")) reactions = given->as_array();
    if (reactions.size() > 1) bad_request("REACTIONS_TOO_MANY");
    for (auto const& reaction : reactions)
        if (reaction.at("type").as_string() != "emoji") bad_request("REACTION_INVALID");
    auto& all = found->second.reactions.as_object();
    auto const who = std::to_string(call.bot.record.id);
    if (reactions.empty()) all.erase(who);
    else all[who] = std::move(reactions);
    call.world.save(chat, found->second);
    call.world.touch(chat);
    return true;
}

}  // namespace aisha::sandbox::telegram
