// A photo for training an avatar, and what was thought of it.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "database/models/avatar.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace aisha {

using AvatarPhotoId = Id<struct AvatarPhotoTag>;

enum class PhotoVerdict { valid, invalid, duplicate };
BOOST_DESCRIBE_ENUM(PhotoVerdict, valid, invalid, duplicate)

/// Why a photo is not taken. The words for each are in texts/.
enum class PhotoProblem {
    file_gone,        ///< Telegram no longer has it
    empty,            ///< 0 bytes
    too_many_bytes,   ///< above PHOTO_MAX_SIZE
    not_a_picture,    ///< something else altogether
    unsupported,      ///< a picture, but no JPEG, PNG, WebP or HEIC
    animated,         ///< more than one frame
    too_many_pixels,  ///< above limits::photo_pixels_max
    damaged,          ///< cut off or broken
    too_heavy,        ///< takes more time or memory to decode than a photo may
    too_small,        ///< shorter side below limits::avatar_photo_side_min
    too_narrow,       ///< longer by shorter side above limits::avatar_photo_aspect_max
    blank,            ///< one colour: nothing to be seen
    too_dark,         ///< this and the following: of persons only
    too_bright,
    blurred,         ///< out of focus or shaken
    several_people,  ///< and nobody knows whom to learn
    no_room          ///< it would be fine, but the avatar has as many as it may
};
BOOST_DESCRIBE_ENUM(PhotoProblem, file_gone, empty, too_many_bytes, not_a_picture, unsupported, animated,
                    too_many_pixels, damaged, too_heavy, too_small, too_narrow, blank, too_dark, too_bright,
                    blurred, several_people, no_room)

/// What could be better about a photo that is taken.
enum class PhotoWarning {
    no_face,     ///< none that looks at the camera: a profile helps, a back does not
    small_face,  ///< narrower than limits::small_face_share of the photo
    dim,
    glaring,
    pale,   ///< little contrast
    soft,   ///< not quite sharp
    narrow  ///< longer by shorter side above limits::avatar_photo_aspect_warned
};
BOOST_DESCRIBE_ENUM(PhotoWarning, no_face, small_face, dim, glaring, pale, soft, narrow)

/// Compressed by Telegram, or as a file.
enum class PhotoSource { photo, document };
BOOST_DESCRIBE_ENUM(PhotoSource, photo, document)

/// A photo as it was sent: what is known before it is fetched.
struct SentPhoto {
    ChatId chat_id;
    MessageId message_id;
    PhotoSource source = PhotoSource::photo;
    std::string file_id;
    std::string file_unique_id;
    std::optional<std::int64_t> file_size;  ///< bytes, as Telegram says
    std::optional<AvatarPhotoId> replaces;  ///< a photo that goes once this one is found valid
};

struct AvatarPhoto {
    AvatarPhotoId id;
    AvatarId avatar_id;
    UserId user_id;
    ChatId chat_id;
    MessageId message_id;
    std::string file_id;
    std::optional<AvatarPhotoId> replaces;
    std::optional<PhotoVerdict> verdict;  ///< nothing while it waits to be looked at
    std::optional<PhotoProblem> problem;
    std::optional<AvatarPhotoId> duplicate_of;
    std::string warnings;  ///< names of PhotoWarning with commas between
    std::optional<double> quality;
    std::optional<std::string> object_key;   ///< of a valid one: as it is kept
    std::optional<std::string> preview_key;  ///< the same, small
    std::optional<std::string> sha256;       ///< of the file as it came
    std::optional<std::string> fingerprint;
    std::optional<std::int64_t> width;  ///< as it came, in pixels
    std::optional<std::int64_t> height;
    std::optional<std::int64_t> faces;
};
BOOST_DESCRIBE_STRUCT(AvatarPhoto, (),
                      (id, avatar_id, user_id, chat_id, message_id, file_id, replaces, verdict, problem,
                       duplicate_of, warnings, quality, object_key, preview_key, sha256, fingerprint, width,
                       height, faces))

}  // namespace aisha
