// Methods that repeat messages: copies and forwards.
#include "sandbox/telegram/methods.hpp"

namespace aisha::sandbox::telegram {

namespace {

constexpr std::size_t bulk_max = 100;

struct Original {
    Chat const& chat;
    Message const& message;
};

Original original(MethodCall& call, std::int64_t id, std::string_view missing) {
    auto const& chat = chat_of(call, "from_chat_id");
    auto const found = chat.messages.find(id);
    if (found == chat.messages.end()) bad_request(missing);
    return {chat, found->second};
}

/// Puts the content of `from` into `to`: everything but what belongs to the sending.
void copy_content(json::Object const& from, json::Object& to) {
    for (auto const& [name, value] : from) {
        std::string_view const key(name);
        bool const envelope = key == "message_id" || key == "from" || key == "chat" || key == "date" ||
                              key == "edit_date" || key == "reply_markup" || key == "media_group_id" ||
                              key == "has_protected_content" || key.starts_with("forward_");
        if (!envelope) to[name] = value;
    }
}

json::Object copied(MethodCall& call, Chat& chat, Original source) {
    auto message = new_message(call, chat);
    auto& body = message.body.as_object();
    copy_content(source.message.body.as_object(), body);
    if (call.parameters.flag("remove_caption")) put_text(body, caption_place, {});
    if (call.parameters.has("caption") && !body.contains("text"))
        put_text(body, caption_place,
                 formatted_text(call, call.parameters.values, caption_place, caption_characters_max));
    auto const id = call.world.add_message(chat, std::move(message)).id;
    return {{"message_id", id}};
}

Message const& forwarded(MethodCall& call, Chat& chat, Original source) {
    auto message = new_message(call, chat);
    auto& body = message.body.as_object();
    auto const& from = source.message.body.as_object();
    copy_content(from, body);
    if (auto const* const origin = from.if_contains("forward_origin")) {
        body["forward_origin"] = *origin;
    } else {
        body["forward_origin"] =
            json::Object{{"type", "user"}, {"sender_user", from.at("from")}, {"date", from.at("date")}};
    }
    return call.world.add_message(chat, std::move(message));
}

std::vector<std::int64_t> ids_of(MethodCall& call) {
    auto ids = json::read<std::vector<std::int64_t>>(*call.parameters.find("message_ids"));
    if (ids.empty()) bad_request("message identifiers are not specified");
    if (ids.size() > bulk_max) bad_request("too many message identifiers specified");
    if (std::ranges::adjacent_find(ids, std::greater_equal()) != ids.end())
        bad_request("message identifiers must be in a strictly increasing order");
    return ids;
}

/// The messages that are there; an error where none is.
template <class Repeat>
json::Value repeat_all(MethodCall& call, std::string_view missing, Repeat repeat) {
    refuse_unbuilt(call);
    auto& chat = writable_chat_of(call);
    auto const& from = chat_of(call, "from_chat_id");
    json::Array sent;
    for (auto const id : ids_of(call)) {
        auto const found = from.messages.find(id);
        if (found == from.messages.end()) continue;
        auto const copy = found->second;  // the chat may be the same, and grows
        sent.push_back(json::Object{{"message_id", repeat(chat, Original{from, copy})}});
    }
    if (sent.empty()) bad_request(missing);
    return sent;
}

}  // namespace

json::Value copy_message(MethodCall& call) {
    refuse_unbuilt(call);
    auto& chat = writable_chat_of(call);
    auto const source =
        original(call, call.parameters.integer("message_id").value_or(0), "message to copy not found");
    return copied(call, chat, source);
}

json::Value copy_messages(MethodCall& call) {
    return repeat_all(call, "there are no messages to copy", [&](Chat& chat, Original source) {
        return copied(call, chat, source).at("message_id");
    });
}

json::Value forward_message(MethodCall& call) {
    refuse_unbuilt(call);
    auto& chat = writable_chat_of(call);
    auto const source =
        original(call, call.parameters.integer("message_id").value_or(0), "message to forward not found");
    return call.world.rendered(chat, forwarded(call, chat, source));
}

json::Value forward_messages(MethodCall& call) {
    return repeat_all(call, "there are no messages to forward", [&](Chat& chat, Original source) {
        return json::Value(forwarded(call, chat, source).id);
    });
}

}  // namespace aisha::sandbox::telegram
