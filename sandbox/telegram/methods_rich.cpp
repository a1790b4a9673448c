// Rich messages, as far as they are built: blocks of text. https://core.telegram.org/bots/api#sendrichmessage
#include "sandbox/telegram/methods.hpp"

#include <array>

namespace aisha::sandbox::telegram {

namespace {

/// https://core.telegram.org/bots/api#inputrichmessage
constexpr std::size_t rich_characters_max = 32'768;
constexpr std::size_t rich_blocks_max = 500;
constexpr int rich_nesting_max = 16;

/// Blocks that come out as they go in.
constexpr std::array<std::string_view, 5> built_blocks{"paragraph", "heading", "preformatted", "footer",
                                                       "divider"};

/// The characters of a RichText: a text, a list of them, or an object with one inside.
std::size_t characters_of(json::Value const& text, int depth = 0) {
    if (depth > rich_nesting_max) bad_request("rich message is nested too deeply");
    if (text.is_string()) return characters(std::string(text.get_string()));
    std::size_t count = 0;
    if (auto const* const list = text.if_array())
        for (auto const& one : *list) count += characters_of(one, depth + 1);
    if (auto const* const object = text.if_object())
        if (auto const* const inner = object->if_contains("text")) count += characters_of(*inner, depth + 1);
    return count;
}

json::Array const& checked_blocks(json::Object const& rich) {
    for (std::string_view const form : {"html", "markdown"})
        if (rich.contains(form)) not_implemented(fmt::format("{} in rich_message", form));
    auto const* const blocks = rich.if_contains("blocks");
    if (!blocks || !blocks->is_array() || blocks->get_array().empty()) bad_request("message text is empty");
    if (blocks->get_array().size() > rich_blocks_max) bad_request("rich message has too many blocks");
    std::size_t count = 0;
    for (auto const& block : blocks->get_array()) {
        auto const* const object = block.if_object();
        auto const* const type = object ? object->if_contains("type") : nullptr;
        if (!type || !type->is_string()) bad_request("can't parse rich message: Can't find field \"type\"");
        if (std::ranges::find(built_blocks, std::string_view(type->get_string())) == built_blocks.end())
            not_implemented(fmt::format("blocks of type {}", std::string(type->get_string())));
        if (auto const* const text = object->if_contains("text")) count += characters_of(*text);
    }
    if (count == 0) bad_request("message text is empty");
    if (count > rich_characters_max) bad_request("message is too long");
    return blocks->get_array();
}

}  // namespace

json::Value send_rich_message(MethodCall& call) {
    auto const* const rich = call.parameters.find("rich_message");
    if (!rich || !rich->is_object()) bad_request("rich message is empty");
    auto blocks = checked_blocks(rich->get_object());
    auto& chat = writable_chat_of(call);
    auto message = new_message(call, chat);
    json::Object shown{{"blocks", std::move(blocks)}};
    if (auto const* const rtl = rich->get_object().if_contains("is_rtl")) shown["is_rtl"] = *rtl;
    message.body.as_object()["rich_message"] = std::move(shown);
    return call.world.rendered(chat, call.world.add_message(chat, std::move(message)));
}

}  // namespace aisha::sandbox::telegram
