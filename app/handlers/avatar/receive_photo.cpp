// Photos that people send while an avatar waits for them.
#include "handlers/avatar/receive_photo.hpp"

#include "database/repositories/avatar_repository.hpp"
#include "handlers/avatar/judge_photos.hpp"
#include "handlers/avatar/screens.hpp"
#include "handlers/dialogue.hpp"
#include "handlers/transcript/recording.hpp"
#include "keyboards/avatar.hpp"
#include "texts/avatar.hpp"
#include "texts/avatar_photo.hpp"

#include <algorithm>

namespace aisha::handlers::avatar {

namespace {

/// The largest of the sizes that Telegram made, or the file as it is.
SentPhoto sent_photo(bot::Message const& message) {
    SentPhoto photo{.chat_id = message.chat.id, .message_id = message.message_id};
    if (message.document) {
        photo.source = PhotoSource::document;
        photo.file_id = message.document->file_id;
        photo.file_unique_id = message.document->file_unique_id;
        photo.file_size = message.document->file_size;
        return photo;
    }
    auto const largest = std::ranges::max_element(*message.photo, {}, [](bot::PhotoSize const& size) {
        return static_cast<double>(size.width) * static_cast<double>(size.height);
    });
    photo.file_id = largest->file_id;
    photo.file_unique_id = largest->file_unique_id;
    photo.file_size = largest->file_size;
    return photo;
}

bool has_photo(bot::Message const& message) {
    if (message.photo && !message.photo->empty()) return true;
    return message.document && message.document->mime_type.value_or("").starts_with("image/");
}

/// To a photo that nobody asked for.
void offer_avatars(Context& context, Transaction& tx, bot::Message const& message, Person const& person) {
    auto reply = reply_to(message.chat.id, message.message_id, texts::avatar_photo(person.language).no_draft);
    reply.reply_markup = keyboards::avatar_list(person.language, context.avatars.service.list(tx, person.id));
    context.outbox.send(tx, reply);
}

/// What is said at once of a photo that is not taken; nothing of one that is.
std::optional<std::string> refusal(Context const& context, Language language, PhotoReceipt receipt) {
    auto const limits = photo_limits(context);
    switch (receipt) {
        case PhotoReceipt::taken:
        case PhotoReceipt::repeated: return std::nullopt;
        case PhotoReceipt::too_big:
            return texts::photo_problem(language, PhotoProblem::too_many_bytes, limits);
        case PhotoReceipt::full: return texts::photo_full(language, limits);
        case PhotoReceipt::too_many: return texts::avatar_photo(language).too_many_waiting;
    }
    throw std::logic_error("an unknown receipt");
}

void take(Context& context, Transaction& tx, bot::Message const& message, Person const& person,
          dialogue::UploadingPhotos const& asked) {
    auto photo = sent_photo(message);
    photo.replaces = asked.replaces;
    auto const receipt = context.avatars.uploads.receive(tx, person.id, asked.avatar, photo);
    if (auto const why = refusal(context, person.language, receipt))
        context.outbox.send(tx, reply_to(message.chat.id, message.message_id, *why));
    if (receipt != PhotoReceipt::taken) return;
    if (asked.replaces) dialogue::expect(context, tx, person.id, dialogue::UploadingPhotos{asked.avatar, {}});
    auto const avatar = context.avatars.service.open(tx, person.id, asked.avatar);
    judge_soon(context, tx, avatar);
    if (context.avatars.uploads.progress(tx, avatar).waiting == 1)
        show_progress(context, tx, avatar, person.language, Counting::began);
}

}  // namespace

void receive_photo(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const& message = *incoming.update.message;
    if (!message.chat.is_private()) return;
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    auto const state = dialogue::expected(context, tx, incoming.log, person->id);
    auto const* uploading = state ? std::get_if<dialogue::UploadingPhotos>(&*state) : nullptr;
    if (!uploading) {
        if (has_photo(message)) return offer_avatars(context, tx, message, *person);
        return transcript::refuse_file(context, tx, incoming);
    }
    try {
        take(context, tx, message, *person, *uploading);
    } catch (AvatarRefused const& refused) {
        dialogue::end(tx, person->id);
        context.outbox.send(tx, reply_to(message.chat.id, message.message_id,
                                         texts::avatar_refusal(person->language, refused.reason())));
    }
}

void show_progress(Context& context, Transaction& tx, Avatar const& avatar, Language language,
                   Counting counting) {
    auto const chat = ChatId{avatar.user_id.value};
    auto const progress = context.avatars.uploads.progress(tx, avatar);
    auto const limits = photo_limits(context);
    auto message =
        message_to(chat, texts::photo_progress(language, limits, progress.valid, progress.waiting));
    if (counting == Counting::waits) message.text += "\n\n" + texts::avatar_photo(language).kept_waiting;
    if (progress.waiting == 0) {
        if (progress.all_alike) message.text += "\n\n" + texts::avatar(language).advice_alike;
        message.reply_markup =
            keyboards::avatar_photos(language, avatar, {progress.valid >= limits.least, progress.valid > 0});
    }
    auto const shown = avatar.progress_id ? context.outbox.message_of(tx, *avatar.progress_id) : std::nullopt;
    bool const in_place = counting != Counting::began;
    if (in_place && shown) {
        context.outbox.edit(tx, {.chat_id = chat,
                                 .message_id = *shown,
                                 .text = message.text,
                                 .parse_mode = "HTML",
                                 .reply_markup = message.reply_markup});
        return;
    }
    // Not sent yet, and more is to come: the next change is soon enough.
    if (in_place && avatar.progress_id && progress.waiting > 0) return;
    if (avatar.progress_id) context.outbox.remove_sent(tx, chat, *avatar.progress_id);
    avatar_repository::set_progress(tx, avatar.id, context.outbox.send(tx, message));
}

}  // namespace aisha::handlers::avatar
