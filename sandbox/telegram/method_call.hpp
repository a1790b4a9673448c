// One Bot API call on its way through a method, and the pieces that methods share.
#pragma once

#include "core/async.hpp"
#include "sandbox/telegram/contract.hpp"
#include "sandbox/telegram/errors.hpp"
#include "sandbox/telegram/parameters.hpp"
#include "sandbox/telegram/world.hpp"

#include <string>
#include <string_view>

namespace aisha::sandbox::telegram {

/// What a method works with. Methods do not wait: they change the world and give the result.
struct MethodCall {
    World& world;
    Bot& bot;
    Contract const& contract;
    TaskGroup& timers;  ///< ends drafts and chat actions later
    std::string method;
    Parameters parameters;
    std::string description;  ///< beside the result, where the real service has one
};

using Method = json::Value (*)(MethodCall&);

/// The method of that name (as the contract spells it) where it is built. getUpdates is not here: it waits.
Method find_built_method(std::string_view name);
/// The names of all of them.
std::vector<std::string_view> built_methods();

/// The chat that `parameter` names. Throws where there is none or the bot is not in it.
Chat& chat_of(MethodCall& call, std::string_view parameter = "chat_id");
/// The same, and the bot may write there: not blocked.
Chat& writable_chat_of(MethodCall& call);

/// Where a formatted text and what belongs to it stand: in the parameters or in a nested object.
struct TextPlace {
    std::string_view text;
    std::string_view entities;
    std::string_view parse_mode = "parse_mode";
};
constexpr TextPlace text_place{"text", "entities"};
constexpr TextPlace caption_place{"caption", "caption_entities"};

/// The formatted text of a place in `values`, parsed and cleaned; empty where there is none. Throws where it
/// cannot be parsed or is longer than `max` characters.
FormattedText formatted_text(MethodCall& call, json::Object const& values, TextPlace place, std::size_t max);
/// sets body["text"] and body["entities"], or body["caption"] …; an empty text removes both.
void put_text(json::Object& body, TextPlace place, FormattedText const& text);

/// A keyboard as it was asked for.
struct Markup {
    json::Value inline_keyboard;  ///< InlineKeyboardMarkup, or null
    json::Value people_only;      ///< other kinds, which messages do not show to bots, or null
};
Markup markup_of(MethodCall& call);
/// Only an inline keyboard is allowed, as in edits.
json::Value inline_markup_of(MethodCall& call);

/// The message that is replied to, or 0. Throws where it does not exist and must.
std::int64_t reply_target(MethodCall& call, Chat const& chat);

/// Refuses parameters that the sandbox knows and cannot honour.
void refuse_unbuilt(MethodCall const& call);

/// A message of the bot with everything that is common: reply, keyboard, protection. Fill in the body and
/// give it to World::add_message.
Message new_message(MethodCall& call, Chat& chat);

/// The file that a value names (file_id, attach://…) or that was uploaded in the part `parameter`, as `kind`.
/// New files take what else is known of them from `values`. Throws where there is none.
StoredFile const& file_of(MethodCall& call, json::Object const& values, std::string_view parameter,
                          std::string kind, Chat const& chat);

constexpr std::size_t text_characters_max = 4096;
constexpr std::size_t caption_characters_max = 1024;

}  // namespace aisha::sandbox::telegram
