// Methods about the bot itself and about chats.
#include "sandbox/telegram/methods.hpp"

namespace aisha::sandbox::telegram {

namespace {

/// https://core.telegram.org/bots/api#setmycommands
constexpr std::size_t commands_max = 100;

/// Where a bot keeps what it says of itself: "what/language", the language empty for everybody else.
std::string text_key(MethodCall& call, std::string_view what) {
    return fmt::format("{}/{}", what, call.parameters.text("language_code"));
}

json::Value set_text(MethodCall& call, std::string_view what) {
    auto& texts = call.bot.record.texts.as_object();
    auto const text = call.parameters.text(what);
    if (text.empty()) texts.erase(text_key(call, what));
    else texts[text_key(call, what)] = text;
    if (what == "name" && call.parameters.text("language_code").empty() && !text.empty())
        call.bot.record.first_name = text;
    call.world.save(call.bot);
    return true;
}

/// The text for the language, or for everybody.
json::Value get_text(MethodCall& call, std::string_view what) {
    auto const& texts = call.bot.record.texts.as_object();
    auto const* text = texts.if_contains(text_key(call, what));
    if (!text) text = texts.if_contains(fmt::format("{}/", what));
    json::Value const none =
        what == "name" ? json::Value(json::write(call.bot.record.first_name)) : json::Value("");
    return json::Object{{what, text ? *text : none}};
}

std::string commands_key(MethodCall& call) {
    auto const* const scope = call.parameters.find("scope");
    auto const spelt = scope ? json::dump(*scope) : std::string(R"({"type":"default"})");
    return fmt::format("{}/{}", spelt, call.parameters.text("language_code"));
}

void check_command(json::Value& command) {
    auto& object = command.as_object();
    std::string name(object.at("command").as_string());
    if (name.starts_with('/')) name.erase(0, 1);
    bool const plain = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (!plain) bad_request("BOT_COMMAND_INVALID");
    object["command"] = name;
}

}  // namespace

json::Value get_me(MethodCall& call) {
    auto me = user_json(call.bot);
    for (std::string_view const ability :
         {"can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business",
          "has_main_web_app", "has_topics_enabled"})
        me[ability] = false;
    me["can_join_groups"] = true;
    return me;
}

json::Value close(MethodCall&) { return true; }

json::Value set_my_commands(MethodCall& call) {
    auto commands = call.parameters.find("commands")->as_array();
    if (commands.size() > commands_max) bad_request("BOT_COMMANDS_TOO_MUCH");
    for (auto& command : commands) check_command(command);
    auto& kept = call.bot.record.commands.as_object();
    if (commands.empty()) kept.erase(commands_key(call));
    else kept[commands_key(call)] = std::move(commands);
    call.world.save(call.bot);
    return true;
}

json::Value get_my_commands(MethodCall& call) {
    auto const* const commands = call.bot.record.commands.as_object().if_contains(commands_key(call));
    return commands ? *commands : json::Value(json::Array{});
}

json::Value delete_my_commands(MethodCall& call) {
    call.bot.record.commands.as_object().erase(commands_key(call));
    call.world.save(call.bot);
    return true;
}

json::Value set_my_name(MethodCall& call) { return set_text(call, "name"); }
json::Value get_my_name(MethodCall& call) { return get_text(call, "name"); }
json::Value set_my_description(MethodCall& call) { return set_text(call, "description"); }
json::Value get_my_description(MethodCall& call) { return get_text(call, "description"); }
json::Value set_my_short_description(MethodCall& call) { return set_text(call, "short_description"); }
json::Value get_my_short_description(MethodCall& call) { return get_text(call, "short_description"); }

json::Value get_chat(MethodCall& call) {
    constexpr int reactions_shown = 11;
    auto const& chat = chat_of(call);
    auto info = call.world.chat_json(chat.key);
    info["accent_color_id"] = 0;
    info["max_reaction_count"] = reactions_shown;
    info["accepted_gift_types"] = json::Object{{"unlimited_gifts", false},
                                               {"limited_gifts", false},
                                               {"unique_gifts", false},
                                               {"premium_subscription", false},
                                               {"gifts_from_channels", false}};
    return info;
}

json::Value get_chat_member(MethodCall& call) {
    auto const& chat = chat_of(call);
    auto const id = call.parameters.integer("user_id").value_or(0);
    auto const bots = call.world.bots_of(chat.key);
    // The first of a group's people has made it.
    auto const* const group = call.world.find_group(chat.key.chat);
    if (group && !group->people.empty() && group->people.front() == id)
        return json::Object{{"user", call.world.user(id)}, {"status", "creator"}, {"is_anonymous", false}};
    bool member = id == chat.key.chat || std::ranges::find(bots, id) != bots.end();
    if (group) member |= std::ranges::find(group->people, id) != group->people.end();
    if (!member && !call.world.find_person(id)) bad_request("PARTICIPANT_ID_INVALID");
    return json::Object{{"user", call.world.user(id)}, {"status", member ? "member" : "left"}};
}

}  // namespace aisha::sandbox::telegram
