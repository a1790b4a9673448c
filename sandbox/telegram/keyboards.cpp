// Checking keyboards, with the texts that the real service has for what is wrong with them.
#include "sandbox/telegram/method_call.hpp"
#include "sandbox/telegram/validation.hpp"

#include <array>

namespace aisha::sandbox::telegram {

namespace {

constexpr std::size_t inline_buttons_max = 100;
constexpr std::string_view in_inline_button = "can't parse inline keyboard button";
constexpr std::string_view in_button = "can't parse keyboard button";

/// What an inline button can do: exactly one of these.
constexpr std::array<std::string_view, 11> inline_actions{"url",
                                                          "callback_data",
                                                          "web_app",
                                                          "login_url",
                                                          "switch_inline_query",
                                                          "switch_inline_query_current_chat",
                                                          "switch_inline_query_chosen_chat",
                                                          "copy_text",
                                                          "callback_game",
                                                          "pay",
                                                          "disabled"};

json::Object markup_object(json::Value const& given) {
    json::Value markup = given;
    if (auto const* const text = given.if_string()) {
        try {
            markup = json::parse(*text);
        } catch (json::Error const&) {
            bad_request("can't parse reply keyboard markup JSON object");
        }
    }
    if (!markup.is_object()) bad_request("object expected as reply markup");
    return markup.as_object();
}

/// The rows of `field`, each checked to be a list.
json::Array const& rows_of(json::Object const& markup, std::string_view field) {
    auto const* const rows = markup.if_contains(field);
    bool const lists =
        rows && rows->is_array() &&
        std::ranges::all_of(rows->get_array(), [](json::Value const& row) { return row.is_array(); });
    if (!lists) bad_request(fmt::format("field \"{}\" must be an Array of Arrays", field));
    return rows->get_array();
}

void check_url(std::string_view url) {
    auto const scheme = url.find("://");
    auto const host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    bool const known = scheme == std::string_view::npos || url.starts_with("http://") ||
                       url.starts_with("https://") || url.starts_with("tg://") || url.starts_with("ton://");
    auto const name = host.substr(0, host.find_first_of("/?#:"));
    bool const spaces = url.find_first_of(" \n\t") != std::string_view::npos;
    bool const named =
        name.find('.') != std::string_view::npos || url.starts_with("tg://") || name == "localhost";
    if (known && named && !spaces) return;
    bad_request(fmt::format("inline keyboard button URL '{}' is invalid: Wrong HTTP URL", url));
}

void check_inline_button(MethodCall& call, json::Value const& button) {
    auto const* const object = button.if_object();
    if (!object) bad_request(fmt::format("{}: Expected an Object", in_inline_button));
    validate_object(call.contract, "InlineKeyboardButton", button, in_inline_button);
    auto const actions =
        std::ranges::count_if(inline_actions, [&](auto name) { return object->contains(name); });
    if (actions == 0)
        bad_request(fmt::format("{}: Text buttons are unallowed in the inline keyboard", in_inline_button));
    if (actions > 1) bad_request("BUTTON_TYPE_INVALID");
    if (object->at("text").is_string() && object->at("text").get_string().empty())
        bad_request("BUTTON_TEXT_INVALID");
    if (auto const* const url = object->if_contains("url")) check_url(url->as_string());
    bool const in_private = call.parameters.integer("chat_id").value_or(0) > 0;
    if (object->contains("web_app") && !in_private) bad_request("BUTTON_TYPE_INVALID");
}

json::Value inline_keyboard(MethodCall& call, json::Object const& markup) {
    std::size_t buttons = 0;
    json::Array kept;
    for (auto const& row : rows_of(markup, "inline_keyboard")) {
        for (auto const& button : row.get_array()) check_inline_button(call, button);
        buttons += row.get_array().size();
        if (!row.get_array().empty()) kept.push_back(row);
    }
    if (buttons > inline_buttons_max) bad_request("REPLY_MARKUP_TOO_LONG");
    if (kept.empty()) return nullptr;
    return json::Object{{"inline_keyboard", std::move(kept)}};
}

json::Value reply_keyboard(MethodCall& call, json::Object markup) {
    json::Array rows;
    for (auto const& row : rows_of(markup, "keyboard")) {
        json::Array buttons;
        for (auto const& button : row.get_array()) {
            if (button.is_string()) {
                buttons.push_back(json::Object{{"text", button}});
                continue;
            }
            if (!button.is_object()) bad_request(fmt::format("{}: Expected an Object", in_button));
            validate_object(call.contract, "KeyboardButton", button, in_button);
            buttons.push_back(button);
        }
        rows.push_back(std::move(buttons));
    }
    markup["keyboard"] = std::move(rows);
    return markup;
}

}  // namespace

Markup markup_of(MethodCall& call) {
    Markup result;
    auto const* const given = call.parameters.find("reply_markup");
    if (!given) return result;
    auto markup = markup_object(*given);
    auto const asked = [&](std::string_view name) {
        auto const* const flag = markup.if_contains(name);
        return flag && flag->is_bool() && flag->get_bool();
    };
    if (markup.contains("keyboard")) result.people_only = reply_keyboard(call, std::move(markup));
    else if (markup.contains("inline_keyboard")) result.inline_keyboard = inline_keyboard(call, markup);
    else if (asked("remove_keyboard") || asked("force_reply")) result.people_only = std::move(markup);
    return result;
}

json::Value inline_markup_of(MethodCall& call) {
    auto markup = markup_of(call);
    if (!markup.people_only.is_null()) bad_request("inline keyboard expected");
    return std::move(markup.inline_keyboard);
}

}  // namespace aisha::sandbox::telegram
