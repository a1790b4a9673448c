// Chats and what is in them.
#pragma once

#include "core/json.hpp"
#include "sandbox/signal.hpp"
#include "sandbox/telegram/formatted_text.hpp"

#include <compare>
#include <map>
#include <vector>

namespace aisha::sandbox::telegram {

/// A private chat belongs to a bot and has the person's id; a group is one chat for all its bots (bot 0).
struct ChatKey {
    std::int64_t bot = 0;
    std::int64_t chat = 0;
    auto operator<=>(ChatKey const&) const = default;
    bool is_private() const { return chat > 0; }
};

struct Message {
    std::int64_t id = 0;
    std::int64_t from = 0;
    bool from_bot = false;
    std::int64_t reply_to = 0;               ///< 0: none
    json::Value body;                        ///< as the Bot API has it, without reply_to_message
    json::Value keyboard;                    ///< a reply keyboard and the like, which only people see
    json::Value reactions = json::Object{};  ///< lists by who reacted
};
BOOST_DESCRIBE_STRUCT(Message, (), (id, from, from_bot, reply_to, body, keyboard, reactions))

/// https://core.telegram.org/bots/api#sendmessagedraft
struct Draft {
    std::int64_t id = 0;
    FormattedText text;
    bool can_stop = false;
    bool keep_on_stop = false;
    std::uint64_t renewal =
        0;  ///< which update of drafts this is, so that an old timer does not end a newer one
};

struct Action {
    std::string name;
    std::uint64_t renewal = 0;
};

struct Chat {
    ChatKey key;
    std::int64_t revision = 0;
    std::map<std::int64_t, Message> messages;
    std::vector<std::int64_t> deleted;
    bool blocked = false;                    ///< the person has blocked the bot
    std::map<std::int64_t, Draft> drafts;    ///< by bot
    std::map<std::int64_t, Action> actions;  ///< by bot
    std::uint64_t renewals = 0;
    Signal changed;
};

/// What is kept of a chat, its messages apart.
struct ChatRecord {
    std::int64_t bot = 0;
    std::int64_t chat = 0;
    std::int64_t revision = 0;
    std::vector<std::int64_t> deleted;
    bool blocked = false;
};
BOOST_DESCRIBE_STRUCT(ChatRecord, (), (bot, chat, revision, deleted, blocked))

/// A press of an inline button that may be answered.
struct Callback {
    std::string id;
    std::int64_t bot = 0;
    std::int64_t from = 0;
    Time created;
    std::optional<json::Object> answer;  ///< {"text"?,"show_alert"?,"url"?}
    Signal changed;
};

}  // namespace aisha::sandbox::telegram
