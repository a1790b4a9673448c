// Recordings that people send.
#include "handlers/transcript/recording.hpp"

#include "handlers/access/limits.hpp"
#include "handlers/group/group.hpp"
#include "handlers/transcript/progress.hpp"
#include "handlers/transcript/queue.hpp"
#include "handlers/transcript/same_recording.hpp"
#include "handlers/transcript/text.hpp"
#include "handlers/transcript/transcribe.hpp"
#include "keyboards/listening.hpp"
#include "texts/texts.hpp"

#include <array>
#include <filesystem>

namespace aisha::handlers::transcript {

namespace {

/// Extensions of files that are sent as documents without a useful type.
constexpr std::array media_extensions{
    ".aac", ".ac3",  ".aif", ".aiff", ".amr", ".au",   ".avi", ".awb",  ".caf", ".flac", ".flv", ".m4a",
    ".m4b", ".mka",  ".mkv", ".mov",  ".mp2", ".mp3",  ".mp4", ".mpeg", ".mpg", ".mpga", ".oga", ".ogg",
    ".ogv", ".opus", ".spx", ".ts",   ".wav", ".webm", ".wma", ".wmv",  ".wv",  ".3ga",  ".3gp"};

bool says_media(bot::Document const& document) {
    auto const type = document.mime_type.value_or("");
    if (type.starts_with("audio/") || type.starts_with("video/") || type == "application/ogg") return true;
    auto extension = std::filesystem::path(document.file_name.value_or("")).extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return std::ranges::find(media_extensions, extension) != media_extensions.end();
}

template <class Media>
Recording recording_of(MediaKind kind, Media const& media) {
    Recording recording{.kind = kind,
                        .file_id = media.file_id,
                        .file_unique_id = media.file_unique_id,
                        .file_size = media.file_size};
    if constexpr (requires { media.file_name; }) recording.file_name = media.file_name;
    if constexpr (requires { media.mime_type; }) recording.mime_type = media.mime_type;
    if constexpr (requires { media.duration; })
        if (media.duration > 0 && media.duration < std::chrono::seconds(limits::recording_max).count())
            recording.duration = std::chrono::seconds(media.duration);
    return recording;
}

std::optional<Recording> recording_in(bot::Message const& message) {
    if (message.voice) return recording_of(MediaKind::voice, *message.voice);
    if (message.audio) return recording_of(MediaKind::audio, *message.audio);
    if (message.video_note) return recording_of(MediaKind::video_note, *message.video_note);
    if (message.video) return recording_of(MediaKind::video, *message.video);
    if (message.document && says_media(*message.document))
        return recording_of(MediaKind::document, *message.document);
    return std::nullopt;
}

/// The message of an update that is a new message (not a press under one).
bot::Message const* new_message(bot::Incoming const& incoming) {
    return incoming.update.message ? &*incoming.update.message : nullptr;
}

/// The first sign of life: at once in a private chat, where it ends with the reply; a message elsewhere,
/// whose row it gives.
OutboxId show_received(Context& context, Transaction& tx, Person const& person, bot::Chat const& chat,
                       MessageId message, TranscriptId id) {
    if (chat.is_private()) {
        tx.after_commit([&progress = context.progress, chat_id = chat.id, language = person.language] {
            progress.received(chat_id, language);
        });
        return {};
    }
    auto received = reply_to(chat.id, message, texts::in(person.language).received);
    received.reply_markup = keyboards::stop(person.language, id);
    auto const placeholder = context.outbox.send(tx, received, person.id);
    transcript_repository::set_placeholder(tx, id, placeholder);
    tx.after_commit(
        [&bot = context.bot, chat_id = chat.id] { bot.fire(bot::SendChatAction{chat_id, "typing"}); });
    return placeholder;
}

}  // namespace

bool has_recording(bot::Incoming const& incoming) {
    auto const* message = new_message(incoming);
    return message && recording_in(*message);
}

bool has_other_file(bot::Incoming const& incoming) {
    auto const* message = new_message(incoming);
    return message && (message->document || (message->photo && !message->photo->empty()));
}

void receive(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const& message = *new_message(incoming);
    // In a group people talk to each other: what nobody asked for is not even noted.
    if (!group::is_automatic(tx, message.chat)) return;
    if (auto const person = meet(context, tx, incoming)) take_in(context, tx, incoming, *person, message);
}

bool take_in(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
             bot::Message const& message) {
    auto found = recording_in(message);
    if (!found) return false;
    auto& recording = *found;
    recording.user_id = person.id;
    recording.chat_id = message.chat.id;
    recording.message_id = message.message_id;
    if (answer_from_same_file(context, tx, person, recording)) return true;
    auto why = access::over_quota(context, tx, person, recording.duration);
    if (!why) why = no_room(tx, person);
    if (why) {
        incoming.log.info("recording_not_taken", "user", person.id);
        context.outbox.send(tx, reply_to(message.chat.id, message.message_id, *why), person.id);
        return true;
    }
    try {
        auto const id = context.transcripts.receive(tx, recording);
        if (!id) return true;
        context.quotas.reserve(tx, person.id, *id, recording.duration);
        auto const placeholder = show_received(context, tx, person, message.chat, message.message_id, *id);
        line_up(context, tx, person, *id, LinePlace{message.chat.id, placeholder});
    } catch (Refusal const& refusal) {
        incoming.log.info("recording_refused", "reason", refusal.what());
        auto const words = texts::refusal(person.language, refusal.reason(), context.bot.download_max());
        context.outbox.send(tx, reply_to(message.chat.id, message.message_id, words), person.id);
    }
    return true;
}

void refuse_file(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const& message = *new_message(incoming);
    if (!message.chat.is_private()) return;
    if (auto const person = meet(context, tx, incoming))
        context.outbox.send(tx, reply_to(message.chat.id, message.message_id,
                                         texts::refusal(person->language, RefusalReason::not_audio)));
}

void retry(Context& context, Transaction& tx, bot::Incoming const& incoming,
           keyboards::RetryTranscript const& button) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    if (auto const known = transcript_repository::find(tx, person->id, button.transcript);
        known && known->kind == MediaKind::text)
        return retry_text_file(context, tx, incoming, *person, button.transcript);
    auto const& words = texts::in(person->language);
    auto why = access::over_quota_again(context, tx, *person, button.transcript);
    if (!why) why = no_room(tx, *person);
    if (why) {
        incoming.alert(*why);
        return;
    }
    try {
        if (!context.transcripts.retry(tx, person->id, button.transcript)) {
            incoming.answer(words.retry_over);
            return;
        }
    } catch (Refusal const& refusal) {
        incoming.answer(texts::refusal(person->language, refusal.reason()));
        return;
    }
    context.quotas.reserve(tx, person->id, button.transcript, {});
    auto const shown =
        message->chat.is_private() ? std::optional(LinePlace{message->chat.id, {}}) : std::nullopt;
    line_up(context, tx, *person, button.transcript, shown);
    // The apology with its button has done its work; the text comes as a new message.
    context.outbox.remove(tx, {message->chat.id, message->message_id});
    incoming.answer(words.retrying);
    if (message->chat.is_private())
        tx.after_commit([&progress = context.progress, chat_id = message->chat.id,
                         language = person->language] { progress.received(chat_id, language); });
}

}  // namespace aisha::handlers::transcript
