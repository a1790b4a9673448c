// The Bot API types that are used, and of each the fields that are used. Names, types and required flags are
// checked against the contract file by a test.
#pragma once

#include "core/ids.hpp"
#include "core/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisha::bot {

/// https://core.telegram.org/bots/api#user
struct User {
    UserId id;
    bool is_bot = false;
    std::string first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    std::optional<std::string> language_code;  ///< IETF tag
};
BOOST_DESCRIBE_STRUCT(User, (), (id, is_bot, first_name, last_name, username, language_code))

/// https://core.telegram.org/bots/api#chat
struct Chat {
    ChatId id;
    std::string type;  ///< "private", "group", "supergroup" or "channel"
    std::optional<std::string> title;

    bool is_private() const { return type == "private"; }
};
BOOST_DESCRIBE_STRUCT(Chat, (), (id, type, title))

/// https://core.telegram.org/bots/api#messageentity
struct MessageEntity {
    std::string type;
    std::int64_t offset = 0;  ///< UTF-16 units
    std::int64_t length = 0;  ///< UTF-16 units
};
BOOST_DESCRIBE_STRUCT(MessageEntity, (), (type, offset, length))

/// https://core.telegram.org/bots/api#voice
struct Voice {
    std::string file_id;
    std::string file_unique_id;
    std::int64_t duration = 0;  ///< seconds, as the sender says
    std::optional<std::string> mime_type;
    std::optional<std::int64_t> file_size;  ///< bytes
};
BOOST_DESCRIBE_STRUCT(Voice, (), (file_id, file_unique_id, duration, mime_type, file_size))

/// https://core.telegram.org/bots/api#audio
struct Audio {
    std::string file_id;
    std::string file_unique_id;
    std::int64_t duration = 0;
    std::optional<std::string> title;
    std::optional<std::string> file_name;
    std::optional<std::string> mime_type;
    std::optional<std::int64_t> file_size;
};
BOOST_DESCRIBE_STRUCT(Audio, (), (file_id, file_unique_id, duration, title, file_name, mime_type, file_size))

/// https://core.telegram.org/bots/api#video
struct Video {
    std::string file_id;
    std::string file_unique_id;
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t duration = 0;
    std::optional<std::string> file_name;
    std::optional<std::string> mime_type;
    std::optional<std::int64_t> file_size;
};
BOOST_DESCRIBE_STRUCT(Video, (),
                      (file_id, file_unique_id, width, height, duration, file_name, mime_type, file_size))

/// https://core.telegram.org/bots/api#videonote
struct VideoNote {
    std::string file_id;
    std::string file_unique_id;
    std::int64_t length = 0;
    std::int64_t duration = 0;
    std::optional<std::int64_t> file_size;
};
BOOST_DESCRIBE_STRUCT(VideoNote, (), (file_id, file_unique_id, length, duration, file_size))

/// https://core.telegram.org/bots/api#document
struct Document {
    std::string file_id;
    std::string file_unique_id;
    std::optional<std::string> file_name;
    std::optional<std::string> mime_type;
    std::optional<std::int64_t> file_size;
};
BOOST_DESCRIBE_STRUCT(Document, (), (file_id, file_unique_id, file_name, mime_type, file_size))

/// https://core.telegram.org/bots/api#photosize
struct PhotoSize {
    std::string file_id;
    std::string file_unique_id;
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::optional<std::int64_t> file_size;
};
BOOST_DESCRIBE_STRUCT(PhotoSize, (), (file_id, file_unique_id, width, height, file_size))

/// https://core.telegram.org/bots/api#file
struct File {
    std::string file_id;
    std::string file_unique_id;
    std::optional<std::int64_t> file_size;
    std::optional<std::string> file_path;
};
BOOST_DESCRIBE_STRUCT(File, (), (file_id, file_unique_id, file_size, file_path))

/// https://core.telegram.org/bots/api#inlinekeyboardbutton
struct InlineKeyboardButton {
    std::string text;
    std::optional<std::string> callback_data;  ///< 1-64 bytes
    std::optional<std::string> url;
};
BOOST_DESCRIBE_STRUCT(InlineKeyboardButton, (), (text, callback_data, url))

/// https://core.telegram.org/bots/api#inlinekeyboardmarkup
struct InlineKeyboardMarkup {
    std::vector<std::vector<InlineKeyboardButton>> inline_keyboard;
};
BOOST_DESCRIBE_STRUCT(InlineKeyboardMarkup, (), (inline_keyboard))

/// https://core.telegram.org/bots/api#message
struct Message {
    MessageId message_id;
    std::optional<User> from;
    Chat chat;
    std::int64_t date = 0;  ///< Unix time, seconds
    std::optional<std::string> text;
    std::optional<std::vector<MessageEntity>> entities;
    std::optional<std::string> caption;
    std::optional<Voice> voice;
    std::optional<Audio> audio;
    std::optional<Video> video;
    std::optional<VideoNote> video_note;
    std::optional<Document> document;
    std::optional<std::vector<PhotoSize>> photo;
    std::optional<InlineKeyboardMarkup> reply_markup;
    std::optional<ChatId> migrate_to_chat_id;
    std::optional<json::Value> reply_to_message;  ///< a Message, read where it is wanted
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (message_id, from, chat, date, text, entities, caption, voice, audio, video, video_note,
                       document, photo, reply_markup, migrate_to_chat_id, reply_to_message))

/// https://core.telegram.org/bots/api#callbackquery
struct CallbackQuery {
    std::string id;
    User from;
    std::optional<Message> message;  ///< of type MaybeInaccessibleMessage: date 0 where it is too old to read
    std::optional<std::string> data;
};
BOOST_DESCRIBE_STRUCT(CallbackQuery, (), (id, from, message, data))

/// https://core.telegram.org/bots/api#chatmember
struct ChatMember {
    std::string status;  ///< "member", "kicked", "left"…
};
BOOST_DESCRIBE_STRUCT(ChatMember, (), (status))

/// https://core.telegram.org/bots/api#chatmemberupdated
struct ChatMemberUpdated {
    Chat chat;
    User from;
    ChatMember new_chat_member;
};
BOOST_DESCRIBE_STRUCT(ChatMemberUpdated, (), (chat, from, new_chat_member))

/// A person pressed Stop on a draft. https://core.telegram.org/bots/api#messagegenerationstopped
struct MessageGenerationStopped {
    Chat chat;
    std::int64_t draft_id = 0;
};
BOOST_DESCRIBE_STRUCT(MessageGenerationStopped, (), (chat, draft_id))

/// Exactly one of the optional fields is set; kinds that are not used are ignored.
/// https://core.telegram.org/bots/api#update
struct Update {
    UpdateId update_id;
    std::optional<Message> message;
    std::optional<CallbackQuery> callback_query;
    std::optional<ChatMemberUpdated> my_chat_member;
    std::optional<MessageGenerationStopped> stopped_message_generation;
};
BOOST_DESCRIBE_STRUCT(Update, (),
                      (update_id, message, callback_query, my_chat_member, stopped_message_generation))

/// https://core.telegram.org/bots/api#replyparameters
struct ReplyParameters {
    MessageId message_id;
    std::optional<bool> allow_sending_without_reply;
};
BOOST_DESCRIBE_STRUCT(ReplyParameters, (), (message_id, allow_sending_without_reply))

/// https://core.telegram.org/bots/api#inputrichmessage
struct InputRichMessage {
    json::Value blocks;  ///< an array of https://core.telegram.org/bots/api#inputrichblock
};
BOOST_DESCRIBE_STRUCT(InputRichMessage, (), (blocks))

/// https://core.telegram.org/bots/api#botcommand
struct BotCommand {
    std::string command;      ///< 1-32 of a-z, 0-9 and _
    std::string description;  ///< 1-256 characters
};
BOOST_DESCRIBE_STRUCT(BotCommand, (), (command, description))

/// https://core.telegram.org/bots/api#webhookinfo
struct WebhookInfo {
    std::string url;  ///< empty: there is none
    std::int64_t pending_update_count = 0;
    std::optional<std::int64_t> last_error_date;  ///< seconds since 1970
    std::optional<std::string> last_error_message;
};
BOOST_DESCRIBE_STRUCT(WebhookInfo, (), (url, pending_update_count, last_error_date, last_error_message))

}  // namespace aisha::bot
