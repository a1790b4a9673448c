// The photos of an avatar as pictures.
#include "handlers/avatar/gallery.hpp"

#include "core/all_of.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "database/repositories/avatar_repository.hpp"
#include "handlers/avatar/remove_photos.hpp"
#include "handlers/avatar/screens.hpp"
#include "handlers/dialogue.hpp"
#include "handlers/work_folder.hpp"
#include "texts/avatar.hpp"
#include "texts/avatar_photo.hpp"
#include "texts/texts.hpp"

#include <algorithm>

namespace aisha::handlers::avatar {

namespace {

using keyboards::PhotoAction;

/// What is to be shown; nothing where it is gone.
struct Gallery {
    std::optional<Avatar> avatar;
    std::vector<AvatarPhoto> photos;
    std::optional<std::size_t> at;  ///< of the one photo
    Language language = Language::en;
};

/// A picture with the words and buttons under it.
struct Shown {
    std::filesystem::path file;
    std::string caption;
    bot::InlineKeyboardMarkup keyboard;
};

Gallery read_gallery(Context& context, Transaction& tx, ShowPhotos const& job) {
    Gallery gallery;
    gallery.language = language_for(context, tx, job.user);
    gallery.avatar = avatar_repository::find(tx, job.user, job.avatar);
    if (!gallery.avatar) return gallery;
    gallery.photos = avatar_photo_repository::valid(tx, job.avatar);
    auto const at = std::ranges::find(gallery.photos, job.photo, &AvatarPhoto::id);
    if (job.photo && at != gallery.photos.end())
        gallery.at = static_cast<std::size_t>(at - gallery.photos.begin());
    return gallery;
}

awaitable<void> fetch_object(Context& context, std::string key, std::filesystem::path to) {
    if (!co_await context.avatars.store.get(key, to))
        throw std::runtime_error("a photo's object is missing: " + key);
}

awaitable<Shown> make_sheet(Context& context, Gallery const& gallery, std::filesystem::path const& folder) {
    std::vector<SheetPhoto> cells;
    std::vector<awaitable<void>> fetches;
    int number = 0;
    for (auto const& photo : gallery.photos) {
        auto const file = folder / fmt::format("{}", photo.id);
        fetches.push_back(fetch_object(context, photo.preview_key.value(), file));
        cells.push_back({file, ++number, photo.warnings.empty() ? SheetMark::good : SheetMark::warned});
    }
    co_await all_of(std::move(fetches));
    auto const sheet = folder / "sheet.jpg";
    co_await context.avatars.media.write_photo_sheet(std::move(cells), sheet);
    auto const name = texts::avatar_name(gallery.language, *gallery.avatar);
    co_return Shown{sheet, texts::photo_sheet(gallery.language, name, number),
                    keyboards::photo_sheet(gallery.language, gallery.avatar->id, gallery.photos)};
}

awaitable<Shown> make_page(Context& context, Gallery const& gallery, std::filesystem::path const& folder) {
    auto const& photo = gallery.photos.at(gallery.at.value());
    auto const file = folder / "photo.jpg";
    co_await fetch_object(context, photo.object_key.value(), file);
    co_return Shown{file,
                    texts::photo_caption(gallery.language, photo, *gallery.at + 1, gallery.photos.size()),
                    keyboards::photo_page(gallery.language, gallery.photos, *gallery.at,
                                          gallery.avatar->photos_may_change())};
}

/// A new message, or another picture in one that is there.
awaitable<void> send(Context& context, ShowPhotos const& job, Shown const& shown) {
    constexpr auto part_name = "picture";
    json::Object parameters{{"chat_id", job.user.value}, {"reply_markup", json::write(shown.keyboard)}};
    net::Part part{
        .name = part_name, .content = shown.file, .filename = "photo.jpg", .content_type = "image/jpeg"};
    if (!job.message) {
        part.name = "photo";
        parameters["caption"] = shown.caption;
        parameters["parse_mode"] = "HTML";
        co_await context.bot.upload("sendPhoto", std::move(parameters), std::move(part),
                                    limits::download_timeout);
        co_return;
    }
    parameters["message_id"] = job.message->value;
    parameters["media"] = json::Object{{"type", "photo"},
                                       {"media", std::string("attach://") + part_name},
                                       {"caption", shown.caption},
                                       {"parse_mode", "HTML"}};
    co_await context.bot.upload("editMessageMedia", std::move(parameters), std::move(part),
                                limits::download_timeout);
}

/// Instead of a picture, where there is nothing (any more) to show.
Done nothing_to_show(Context& context, ShowPhotos const& job, Gallery const& gallery) {
    auto message = message_to(ChatId{job.user.value}, texts::avatar_photo(gallery.language).none);
    message.reply_markup = gallery.avatar ? keyboards::avatar_photos(gallery.language, *gallery.avatar, {})
                                          : keyboards::avatars_only(gallery.language);
    return Done{[&context, message, job](Transaction& tx) {
        if (job.message) context.outbox.remove(tx, {ChatId{job.user.value}, *job.message});
        context.outbox.send(tx, message);
    }};
}

void show_later(Context& context, Transaction& tx, bot::Incoming const& incoming, Avatar const& avatar,
                std::optional<AvatarPhotoId> photo) {
    auto const* message = incoming.message();
    ShowPhotos job{avatar.user_id, avatar.id, photo, {}};
    if (message && message->photo) job.message = message->message_id;
    context.jobs.enqueue(tx, job, {.priority = 1, .unique_key = {}, .owner = avatar.user_id});
}

void remove(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
            AvatarPhoto const& photo) {
    remove_photos(context, tx, person.id, context.avatars.service.remove_photo(tx, person.id, photo.id));
    incoming.answer(texts::avatar_photo(person.language).photo_removed);
    show_later(context, tx, incoming, context.avatars.service.open(tx, person.id, photo.avatar_id), {});
}

/// The next photo takes the place of this one.
void ask_replacement(Context& context, Transaction& tx, Person const& person, AvatarPhoto const& photo) {
    context.avatars.service.reopen_photos(tx, person.id, photo.avatar_id);
    dialogue::expect(context, tx, person.id, dialogue::UploadingPhotos{photo.avatar_id, photo.id});
    auto const photos = avatar_photo_repository::valid(tx, photo.avatar_id);
    auto const at = std::ranges::find(photos, photo.id, &AvatarPhoto::id);
    context.outbox.send(
        tx, message_to(ChatId{person.id.value},
                       texts::photo_ask_replacement(person.language,
                                                    static_cast<std::size_t>(at - photos.begin()) + 1)));
}

}  // namespace

void show_sheet(Context& context, Transaction& tx, bot::Incoming const& incoming, Avatar const& avatar) {
    show_later(context, tx, incoming, avatar, {});
}

void press_photo(Context& context, Transaction& tx, bot::Incoming const& incoming,
                 keyboards::PhotoButton const& button) {
    auto const person = in_private(context, tx, incoming);
    if (!person) return;
    try {
        auto const photo = context.avatars.service.open_photo(tx, person->id, button.photo);
        switch (button.action) {
            case PhotoAction::show:
                return show_later(context, tx, incoming,
                                  context.avatars.service.open(tx, person->id, photo.avatar_id), photo.id);
            case PhotoAction::remove: return remove(context, tx, incoming, *person, photo);
            case PhotoAction::replace: return ask_replacement(context, tx, *person, photo);
        }
    } catch (AvatarRefused const& refused) {
        incoming.log.info("avatar_refused", "reason", refused.what());
        incoming.alert(texts::avatar_refusal(person->language, refused.reason()));
    }
}

JobPolicy show_photos_policy() {
    constexpr int at_once = 4;
    return {.at_once = at_once,
            .of_one_owner = 1,
            .rate = {},
            .timeout = std::chrono::minutes(2),
            .give_up_after = std::chrono::minutes(2)};
}

awaitable<Outcome> show_photos(Context& context, ShowPhotos job, JobRun run) {
    auto const gallery =
        co_await context.database.read([&](Transaction& tx) { return read_gallery(context, tx, job); });
    bool const gone = !gallery.avatar || gallery.photos.empty();
    if (gone) co_return nothing_to_show(context, job, gallery);
    WorkFolder const folder(context, run);
    // A photo that is gone meanwhile is no longer among the others: that is what the sheet shows.
    auto const shown = gallery.at ? co_await make_page(context, gallery, folder.path())
                                  : co_await make_sheet(context, gallery, folder.path());
    try {
        co_await send(context, job, shown);
    } catch (bot::ApiError const& error) {
        // Unchanged, deleted meanwhile, or a chat that is gone: nobody waits for it.
        if (bot::remedy("editMessageMedia", std::current_exception()) == bot::Remedy::wait)
            throw Unavailable(error.what(), error.retry_after());
        run.log.info("photos_not_shown", "error", error.what());
    }
    co_return Done{};
}

void show_photos_failed(Context& context, Transaction& tx, ShowPhotos const& job, JobFailure const& failure) {
    auto const language = language_for(context, tx, job.user);
    context.outbox.send(tx, message_to(ChatId{job.user.value}, texts::apology(language, failure.reference)));
}

}  // namespace aisha::handlers::avatar
