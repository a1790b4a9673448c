// A photo for training an avatar, and what was thought of it.
#pragma once

#include "core/ids.hpp"

#include <boost/describe.hpp>

namespace aisha {

using AvatarPhotoId = Id<struct AvatarPhotoTag>;

enum class PhotoVerdict { valid, invalid, duplicate };
BOOST_DESCRIBE_ENUM(PhotoVerdict, valid, invalid, duplicate)

/// Why a photo is not taken. The words for each are in texts/.
enum class PhotoProblem {
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
    blurred,  ///< out of focus or shaken
    several_people
};
BOOST_DESCRIBE_ENUM(PhotoProblem, empty, too_many_bytes, not_a_picture, unsupported, animated,
                    too_many_pixels, damaged, too_heavy, too_small, too_narrow, blank, too_dark, too_bright,
                    blurred, several_people)

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

}  // namespace aisha
