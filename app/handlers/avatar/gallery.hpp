// The photos of an avatar as pictures: all of them on one sheet, and each for itself.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"
#include "keyboards/avatar.hpp"

#include <optional>

namespace aisha::handlers::avatar {

/// Sends the sheet or a photo, or puts it in the place of one that is shown. It is the answer to a press: if
/// it cannot be shown soon, the person is told so.
struct ShowPhotos {
    static constexpr std::string_view kind = "show_photos";
    UserId user;
    AvatarId avatar;
    std::optional<AvatarPhotoId> photo;  ///< nothing: the sheet
    std::optional<MessageId> message;    ///< the picture that is replaced; nothing: a new message
};
BOOST_DESCRIBE_STRUCT(ShowPhotos, (), (user, avatar, photo, message))

/// The sheet, in the place of the picture whose button was pressed, or as a new message.
void show_sheet(Context& context, Transaction& tx, bot::Incoming const& incoming, Avatar const& avatar);
/// A button under a picture.
void press_photo(Context& context, Transaction& tx, bot::Incoming const& incoming,
                 keyboards::PhotoButton const& button);

JobPolicy show_photos_policy();
awaitable<Outcome> show_photos(Context& context, ShowPhotos job, JobRun run);
void show_photos_failed(Context& context, Transaction& tx, ShowPhotos const& job, JobFailure const& failure);

}  // namespace aisha::handlers::avatar
