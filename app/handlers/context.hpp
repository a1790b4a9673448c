// What handlers work with, and who is speaking.
#pragma once

#include "bot/outbox.hpp"
#include "bot/router.hpp"
#include "database/models/user.hpp"
#include "jobs/queue.hpp"
#include "services/access/access_service.hpp"
#include "services/access/quota_service.hpp"
#include "services/avatar/avatar_service.hpp"
#include "services/avatar/photo_upload_service.hpp"
#include "services/storage/object_store.hpp"
#include "services/transcript/audio_processing_service.hpp"
#include "services/transcript/text_processing_service.hpp"
#include "services/transcript/transcript_service.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>

namespace aisha::handlers {

class Progress;

/// What people are told of where their data is and who receives it.
struct PrivacyFacts {
    /// A host of somebody else's; nothing: this machine.
    using Host = std::optional<std::string>;
    Host database;
    Host store;
    bool has_speech = false;
    Host speech;
    bool has_chat = false;
    Host chat;
    std::optional<std::int64_t> keep_days;  ///< longest that anything is kept; nothing: no limit
};

/// What avatars are made with.
struct AvatarTools {
    AvatarService& service;
    PhotoUploadService& uploads;
    MediaRunner& media;
    ObjectStore& store;  ///< of their photos
};

/// The long-lived objects that handlers use.
struct Context {
    Clock& clock;
    Database& database;
    bot::Bot& bot;
    bot::Outbox& outbox;
    JobQueue& jobs;
    TranscriptService& transcripts;
    AudioProcessingService& audio;
    TextProcessingService& notes;
    ObjectStore& store;
    Progress& progress;
    AccessService& access;
    QuotaService& quotas;
    Language default_language = Language::en;
    std::filesystem::path temporary_folder;
    asio::thread_pool& files;  ///< for work that blocks on files or takes more than a millisecond
    PrivacyFacts privacy;
    AvatarTools avatars;
};

/// Who sent an update, and in which language to answer.
struct Person {
    UserId id;
    std::string first_name;
    Language language = Language::en;
};

/// Notes that this person was here. Nothing where nobody sent the update, and where the bot is closed to who
/// did: then they have been told (handlers/access/gate.hpp), and there is nothing more to do. So every
/// handler begins with this, and nothing is done for strangers.
std::optional<Person> meet(Context& context, Transaction& tx, bot::Incoming const& incoming);

/// The language of a person's interface, where nobody is speaking.
Language language_for(Context& context, Transaction& tx, UserId user);

/// A message in the chat of `incoming`. HTML.
bot::SendMessage message_to(ChatId chat, std::string html);
/// The same as one of our messages that changes its text and its buttons.
bot::EditMessageText edit_of(bot::Message const& message, std::string html,
                             std::optional<bot::InlineKeyboardMarkup> keyboard = {});
/// The same as a reply; it is sent without one where the message is gone.
bot::SendMessage reply_to(ChatId chat, MessageId message, std::string html);

/// Puts a screen in the place of the message whose button was pressed (a picture is deleted for that), or
/// sends it. HTML.
void show(Context& context, Transaction& tx, bot::Incoming const& incoming, std::string html,
          bot::InlineKeyboardMarkup keyboard);

}  // namespace aisha::handlers
