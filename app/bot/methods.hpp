// The Bot API methods that are used, as types: the fields are the parameters that are used. Checked against
// the contract file by a test.
#pragma once

#include "bot/types.hpp"

#include <concepts>
#include <string_view>

namespace aisha::bot {

/// A method's name and what it returns.
template <class T>
concept Method = json::Described<T> && requires {
    typename T::Result;
    { T::name } -> std::convertible_to<std::string_view>;
};

/// https://core.telegram.org/bots/api#getme
struct GetMe {
    using Result = User;
    static constexpr std::string_view name = "getMe";
};
BOOST_DESCRIBE_STRUCT(GetMe, (), ())

/// https://core.telegram.org/bots/api#getupdates
struct GetUpdates {
    using Result = std::vector<json::Value>;  ///< raw: each goes into the inbox as it came
    static constexpr std::string_view name = "getUpdates";
    std::int64_t offset = 0;
    std::int64_t limit = 0;
    std::int64_t timeout = 0;  ///< seconds
    std::vector<std::string> allowed_updates;
};
BOOST_DESCRIBE_STRUCT(GetUpdates, (), (offset, limit, timeout, allowed_updates))

/// https://core.telegram.org/bots/api#setwebhook
struct SetWebhook {
    using Result = bool;
    static constexpr std::string_view name = "setWebhook";
    std::string url;
    std::int64_t max_connections = 0;  ///< 1-100
    std::vector<std::string> allowed_updates;
    std::string secret_token;  ///< 1-256 of A-Z, a-z, 0-9, _ and -
};
BOOST_DESCRIBE_STRUCT(SetWebhook, (), (url, max_connections, allowed_updates, secret_token))

/// https://core.telegram.org/bots/api#getwebhookinfo
struct GetWebhookInfo {
    using Result = WebhookInfo;
    static constexpr std::string_view name = "getWebhookInfo";
};
BOOST_DESCRIBE_STRUCT(GetWebhookInfo, (), ())

/// https://core.telegram.org/bots/api#deletewebhook
struct DeleteWebhook {
    using Result = bool;
    static constexpr std::string_view name = "deleteWebhook";
};
BOOST_DESCRIBE_STRUCT(DeleteWebhook, (), ())

/// https://core.telegram.org/bots/api#sendmessage
struct SendMessage {
    using Result = Message;
    static constexpr std::string_view name = "sendMessage";
    ChatId chat_id;
    std::string text;  ///< 1-4096 characters after entities parsing
    std::optional<std::string> parse_mode;
    std::optional<ReplyParameters> reply_parameters;
    std::optional<InlineKeyboardMarkup> reply_markup;
};
BOOST_DESCRIBE_STRUCT(SendMessage, (), (chat_id, text, parse_mode, reply_parameters, reply_markup))

/// https://core.telegram.org/bots/api#editmessagetext
struct EditMessageText {
    using Result = json::Value;
    static constexpr std::string_view name = "editMessageText";
    ChatId chat_id;
    MessageId message_id;
    std::string text;
    std::optional<std::string> parse_mode;
    std::optional<InlineKeyboardMarkup> reply_markup;
};
BOOST_DESCRIBE_STRUCT(EditMessageText, (), (chat_id, message_id, text, parse_mode, reply_markup))

/// https://core.telegram.org/bots/api#editmessagereplymarkup
struct EditMessageReplyMarkup {
    using Result = json::Value;
    static constexpr std::string_view name = "editMessageReplyMarkup";
    ChatId chat_id;
    MessageId message_id;
    std::optional<InlineKeyboardMarkup> reply_markup;
};
BOOST_DESCRIBE_STRUCT(EditMessageReplyMarkup, (), (chat_id, message_id, reply_markup))

/// https://core.telegram.org/bots/api#sendrichmessage
struct SendRichMessage {
    using Result = Message;
    static constexpr std::string_view name = "sendRichMessage";
    ChatId chat_id;
    InputRichMessage rich_message;
    std::optional<ReplyParameters> reply_parameters;
    std::optional<InlineKeyboardMarkup> reply_markup;
};
BOOST_DESCRIBE_STRUCT(SendRichMessage, (), (chat_id, rich_message, reply_parameters, reply_markup))

/// https://core.telegram.org/bots/api#getchatmember
struct GetChatMember {
    using Result = ChatMember;
    static constexpr std::string_view name = "getChatMember";
    ChatId chat_id;
    UserId user_id;
};
BOOST_DESCRIBE_STRUCT(GetChatMember, (), (chat_id, user_id))

/// https://core.telegram.org/bots/api#deletemessage
struct DeleteMessage {
    using Result = bool;
    static constexpr std::string_view name = "deleteMessage";
    ChatId chat_id;
    MessageId message_id;
};
BOOST_DESCRIBE_STRUCT(DeleteMessage, (), (chat_id, message_id))

/// https://core.telegram.org/bots/api#sendmessagedraft
struct SendMessageDraft {
    using Result = bool;
    static constexpr std::string_view name = "sendMessageDraft";
    ChatId chat_id;                      ///< a private chat
    std::int64_t draft_id = 0;           ///< not zero; the same id changes the same draft
    std::string text;                    ///< 0-4096 characters
    std::optional<bool> can_stop{};      ///< shows a Stop button
    std::optional<bool> keep_on_stop{};  ///< the draft stays until the next message
};
BOOST_DESCRIBE_STRUCT(SendMessageDraft, (), (chat_id, draft_id, text, can_stop, keep_on_stop))

/// https://core.telegram.org/bots/api#sendchataction
struct SendChatAction {
    using Result = bool;
    static constexpr std::string_view name = "sendChatAction";
    ChatId chat_id;
    std::string action;
};
BOOST_DESCRIBE_STRUCT(SendChatAction, (), (chat_id, action))

/// https://core.telegram.org/bots/api#answercallbackquery
struct AnswerCallbackQuery {
    using Result = bool;
    static constexpr std::string_view name = "answerCallbackQuery";
    std::string callback_query_id;
    std::optional<std::string> text;  ///< 0-200 characters
    std::optional<bool> show_alert;
};
BOOST_DESCRIBE_STRUCT(AnswerCallbackQuery, (), (callback_query_id, text, show_alert))

/// https://core.telegram.org/bots/api#getfile
struct GetFile {
    using Result = File;
    static constexpr std::string_view name = "getFile";
    std::string file_id;
};
BOOST_DESCRIBE_STRUCT(GetFile, (), (file_id))

/// https://core.telegram.org/bots/api#setmycommands
struct SetMyCommands {
    using Result = bool;
    static constexpr std::string_view name = "setMyCommands";
    std::vector<BotCommand> commands;
    std::optional<std::string> language_code;
};
BOOST_DESCRIBE_STRUCT(SetMyCommands, (), (commands, language_code))

}  // namespace aisha::bot
