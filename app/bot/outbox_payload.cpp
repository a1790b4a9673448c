// What an outbox row holds beside the parameters of its call, in its member "extra".
#include "bot/outbox_payload.hpp"

#include "bot/html.hpp"

namespace aisha::bot::outbox_payload {

namespace {

/// Not a parameter of the Bot API.
constexpr std::string_view extra_name = "extra";

json::Object const* extra_of(json::Value const& payload) {
    auto const* object = payload.if_object();
    auto const* extra = object ? object->if_contains(extra_name) : nullptr;
    return extra ? extra->if_object() : nullptr;
}

json::Object const* file_of(json::Value const& payload) {
    auto const* extra = extra_of(payload);
    auto const* file = extra ? extra->if_contains("file") : nullptr;
    return file ? file->if_object() : nullptr;
}

std::string text_at(json::Object const& object, std::string_view name) {
    return json::read<std::string>(object.at(name));
}

/// One part of a series as a message; the keyboard goes with the last.
json::Value part(json::Array parts, json::Object common, json::Value const& keyboard) {
    json::Object message = std::move(common);
    message["text"] = parts.front();
    message["parse_mode"] = "HTML";
    parts.erase(parts.begin());
    if (!parts.empty())
        message[extra_name] = json::Object{{"rest", std::move(parts)}, {"keyboard", keyboard}};
    else if (!keyboard.is_null()) message["reply_markup"] = keyboard;
    return message;
}

}  // namespace

std::string method_of(OutgoingFile const& file) {
    if (file.kind == "video_note") return "sendVideoNote";
    std::string kind = file.kind;
    kind.at(0) = static_cast<char>(kind.at(0) - 'a' + 'A');
    return "send" + kind;
}

json::Value of_file(OutgoingFile const& file) {
    json::Object payload;
    if (file.file_id) payload[file.kind] = *file.file_id;
    if (file.caption) {
        payload["caption"] = *file.caption;
        payload["parse_mode"] = "HTML";
    }
    if (file.reply_parameters) payload["reply_parameters"] = json::write(*file.reply_parameters);
    if (file.reply_markup) payload["reply_markup"] = json::write(*file.reply_markup);
    payload[extra_name] = json::Object{{"file", json::Object{{"field", file.kind},
                                                             {"name", file.name},
                                                             {"mime_type", file.mime_type},
                                                             {"source", file.source},
                                                             {"otherwise", file.otherwise}}}};
    return payload;
}

void set_forgotten(json::Value& payload) {
    payload.as_object()[extra_name] = json::Object{{"forgotten", true}};
}

json::Value parameters(json::Value const& payload) {
    auto result = payload;
    result.as_object().erase(extra_name);
    return result;
}

std::optional<Upload> file_to_upload(json::Value const& payload) {
    auto const* file = file_of(payload);
    if (!file || payload.as_object().contains(text_at(*file, "field"))) return std::nullopt;
    return Upload{text_at(*file, "field"), text_at(*file, "name"), text_at(*file, "mime_type"),
                  file->at("source")};
}

bool forget_file_id(json::Value& payload) {
    auto const* file = file_of(payload);
    if (!file) return false;
    auto const field = text_at(*file, "field");
    return payload.as_object().erase(field) > 0;
}

json::Value otherwise(json::Value const& payload) {
    json::Object message{{"text", file_of(payload)->at("otherwise")}, {"parse_mode", "HTML"}};
    if (auto const* reply = payload.as_object().if_contains("reply_parameters"))
        message["reply_parameters"] = *reply;
    return message;
}

json::Value series(json::Value const& rich) {
    std::string text;
    for (auto const& block : rich.at("rich_message").at("blocks").as_array()) {
        auto const* words = block.as_object().if_contains("text");
        if (!words || !words->is_string()) continue;
        if (!text.empty()) text += "\n\n";
        text += words->get_string();
    }
    json::Array parts;
    for (auto const& one : html::split(html::escape(text))) parts.push_back(json::write(one));
    json::Object common;
    auto const& given = rich.as_object();
    if (auto const* reply = given.if_contains("reply_parameters")) common["reply_parameters"] = *reply;
    auto const* keyboard = given.if_contains("reply_markup");
    return part(std::move(parts), std::move(common), keyboard ? *keyboard : json::Value());
}

std::optional<json::Value> rest_of(json::Value const& payload) {
    auto const* extra = extra_of(payload);
    auto const* rest = extra ? extra->if_contains("rest") : nullptr;
    if (!rest) return std::nullopt;
    return part(rest->as_array(), {}, extra->at("keyboard"));
}

bool is_forgotten(json::Value const& payload) {
    auto const* extra = extra_of(payload);
    return extra && extra->contains("forgotten");
}

}  // namespace aisha::bot::outbox_payload
