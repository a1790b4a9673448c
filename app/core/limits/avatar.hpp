// Avatars of a person, and what makes a photo fit for training one. Figures called measured come from
// bench/bench_photos on the photographs that scripts/photos fetches: docs/photos.md has them.
#pragma once

#include "core/limits.hpp"

namespace aisha::limits {

/// Characters of an avatar's name.
inline constexpr std::size_t avatar_name_min = 2;
inline constexpr std::size_t avatar_name_max = 50;
/// Avatars of one person, drafts among them; they fit on one keyboard.
inline constexpr std::size_t avatars_of_one = 20;
inline constexpr std::size_t avatar_drafts_of_one = 5;
static_assert(avatar_drafts_of_one < avatars_of_one && avatars_of_one < 100);
/// What AVATAR_MIN_PHOTOS and AVATAR_MAX_PHOTOS may be. Trainers want 4 and more; a sheet and a keyboard of
/// numbers hold no more than the second.
inline constexpr int avatar_photos_least = 1;
inline constexpr int avatar_photos_most = 50;
static_assert(avatar_photos_most <= 64 && avatar_photos_most < 100);
/// Photos of an avatar that wait to be looked at; a message beyond says to come back later.
inline constexpr std::size_t avatar_photos_waiting_max = 100;
/// Photos that are fetched and looked at together, by two processes; then the counter moves.
inline constexpr std::size_t avatar_photos_batch = 8;
/// Avatars whose photos are looked at at once, in this process.
inline constexpr int avatar_judgings_at_once = 2;
/// Longest run of the job that looks at the photos of an avatar, and so the latest time at which an object of
/// a photo that has been deleted meanwhile may still come into the store.
inline constexpr auto avatar_judging_max = 15min;
inline constexpr auto avatar_late_objects_after = 2 * avatar_judging_max;

/// Shorter side of a photo, in pixels: the lowest resolution that trainers use.
/// https://fal.ai/models/fal-ai/flux-lora-portrait-trainer
inline constexpr int avatar_photo_side_min = 512;
/// Longer side by shorter side: from the first a photo is told to be narrow, above the second nothing is left
/// of it once a trainer has cut or scaled it to a square.
inline constexpr double avatar_photo_aspect_warned = 2;
inline constexpr double avatar_photo_aspect_max = 3;

/// Two photos that differ less (picture_difference) are one and the same. Measured.
inline constexpr double near_duplicate_difference = 0.25;
/// Pictures with a lower correlation are not compared further. Measured: changed photos keep 0.9.
inline constexpr double near_duplicate_correlation = 0.7;
/// All photos are alike where the mean correlation of their pairs is above this: one place, one light, one
/// pose. Measured.
inline constexpr double alike_correlation = 0.6;
/// Fewer are not judged as a set.
inline constexpr std::size_t alike_photos_min = 5;

/// Mean brightness (0 to 255) of the face, or of the middle without one, below which a photo is refused or
/// warned of. A face in good light has 100 to 160, in a quarter of it 20, in an eighth 6, and the detector
/// still sees it; a trainer does not see its features.
inline constexpr double avatar_photo_dark_max = 25;
inline constexpr double avatar_photo_dim_max = 40;
/// The same above. At 2.5 times the light that fits, a face is white.
inline constexpr double avatar_photo_bright_min = 235;
inline constexpr double avatar_photo_glaring_min = 212;
/// Standard deviation of the brightness: a blank wall, and fog.
inline constexpr double avatar_photo_blank_max = 4;
inline constexpr double avatar_photo_pale_max = 15;
/// sharpness() of the face, or of the middle without one, below which a photo is refused or warned of.
/// Measured: sharp faces have 0.026 and more; blurred by a Gauss function of 3 thousandths of the longer side
/// they have 0.012 to 0.026, of 6 thousandths 0.001 to 0.008.
inline constexpr double photo_sharpness_min = 0.008;
inline constexpr double photo_sharpness_good = 0.02;
static_assert(avatar_photo_dark_max < avatar_photo_dim_max &&
              avatar_photo_dim_max < avatar_photo_glaring_min &&
              avatar_photo_glaring_min < avatar_photo_bright_min);
static_assert(photo_sharpness_min < photo_sharpness_good && avatar_photo_blank_max < avatar_photo_pale_max);

/// A second face is another person from this confidence of the detector and this share of the first one's
/// width on. Measured: real second faces have 0.7 and more.
inline constexpr double second_face_confidence = 0.3;
inline constexpr double second_face_width = 0.25;
/// Width of a face, as a share of the picture's shorter side, below which a trainer gets too little of it.
inline constexpr double small_face_share = 0.15;

}  // namespace aisha::limits
