// What people are told about the photos of their avatars: progress, verdicts, the gallery. In English and
// Russian.
#pragma once

#include "database/models/avatar_photo.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>

namespace aisha::texts {

struct AvatarPhotoTexts {
    std::string looking;         ///< {} valid, {} the most, {} waiting
    std::string enough;          ///< {} valid, {} the most
    std::string missing;         ///< {} valid, {} the most, {} how many more
    std::string full;            ///< {} valid
    std::string kept_waiting;    ///< added where something that is needed is away
    std::string could_not_look;  ///< {} reference number
    std::string retrying;
    std::string no_draft;   ///< to a photo that nobody asked for
    std::string duplicate;  ///< {} number of the other
    std::string duplicate_unnumbered;
    std::string full_already;  ///< {} the most
    std::string too_many_waiting;
    std::string sheet;  ///< {} name, {} "12 photos"
    std::string none;
    std::string photo;  ///< {} number, {} of, {} percent, {} width, {} height
    std::string good;
    std::string could_be_better;  ///< {} what, with commas between
    std::string ask_replacement;  ///< {} number
    std::string photo_removed;
    std::string button_remove_photo;
    std::string button_replace_photo;
    std::string button_all_photos;
};
BOOST_DESCRIBE_STRUCT(AvatarPhotoTexts, (),
                      (looking, enough, missing, full, kept_waiting, could_not_look, retrying, no_draft,
                       duplicate, duplicate_unnumbered, full_already, too_many_waiting, sheet, none, photo,
                       good, could_be_better, ask_replacement, photo_removed, button_remove_photo,
                       button_replace_photo, button_all_photos))

/// What is wrong with a photo and what to do about it; what could be better.
struct PhotoProblemTexts {
    std::string file_gone;
    std::string empty;
    std::string too_many_bytes;  ///< {} MB
    std::string not_a_picture;
    std::string unsupported;
    std::string animated;
    std::string too_many_pixels;  ///< {} megapixels
    std::string damaged;
    std::string too_heavy;
    std::string too_small;  ///< {} pixels
    std::string too_narrow;
    std::string blank;
    std::string too_dark;
    std::string too_bright;
    std::string blurred;
    std::string several_people;
    std::string no_room;  ///< {} the most
    std::string warning_no_face;
    std::string warning_small_face;
    std::string warning_dim;
    std::string warning_glaring;
    std::string warning_pale;
    std::string warning_soft;
    std::string warning_narrow;
};
BOOST_DESCRIBE_STRUCT(PhotoProblemTexts, (),
                      (file_gone, empty, too_many_bytes, not_a_picture, unsupported, animated,
                       too_many_pixels, damaged, too_heavy, too_small, too_narrow, blank, too_dark,
                       too_bright, blurred, several_people, no_room, warning_no_face, warning_small_face,
                       warning_dim, warning_glaring, warning_pale, warning_soft, warning_narrow))

AvatarPhotoTexts const& avatar_photo(Language language);
PhotoProblemTexts const& photo_problems(Language language);

/// How many photos an avatar needs and may have, and how large one may be.
struct PhotoLimits {
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::int64_t bytes_max = 0;
};

/// The one message that counts: while photos wait, and once none do.
std::string photo_progress(Language language, PhotoLimits const& limits, std::int64_t valid,
                           std::int64_t waiting);
/// Which photo is not taken is said by replying to it; this says why, and what to do.
std::string photo_problem(Language language, PhotoProblem problem, PhotoLimits const& limits);
std::string photo_duplicate(Language language, std::optional<std::size_t> number);
std::string photo_full(Language language, PhotoLimits const& limits);
std::string photos_not_looked_at(Language language, std::string const& reference);

/// Under the sheet of all photos. `name` is escaped.
std::string photo_sheet(Language language, std::string const& name, std::int64_t photos);
/// Under one photo of the gallery.
std::string photo_caption(Language language, AvatarPhoto const& photo, std::size_t number, std::size_t of);
std::string photo_ask_replacement(Language language, std::size_t number);

}  // namespace aisha::texts
