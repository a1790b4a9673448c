// Whether a photo is fit for training: rules over what aisha-media measured. Knows no files and no database.
#pragma once

#include "database/models/avatar_photo.hpp"
#include "media/media_runner.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace aisha {

/// What an avatar's photos show. A style or an object needs no face, and may have several.
enum class PhotoSubject { person, other };

/// Whether faces are to be looked for.
FaceSearch face_search(PhotoSubject subject);

/// A photo that this avatar has already: valid ones only, so that a refused one may be sent again mended.
struct EarlierPhoto {
    AvatarPhotoId id;
    std::string sha256;
    std::string fingerprint;
};

struct PhotoJudgement {
    PhotoVerdict verdict = PhotoVerdict::valid;
    std::optional<PhotoProblem> problem;        ///< of an invalid one: the first in the order of PhotoProblem
    std::optional<AvatarPhotoId> duplicate_of;  ///< of a duplicate
    std::vector<PhotoWarning> warnings;         ///< of a valid one
    double quality = 0;                         ///< of a valid one: 0 to 1, for sorting and for showing
};

/// Judges one photo against those that are there. Comparing takes up to a few milliseconds for each that
/// looks alike in large areas: offload it where there are many. Photos that arrive at the same time are to
/// be judged one after the other, each against the ones taken before, in the order of their messages.
PhotoJudgement judge_photo(PhotoReport const& report, PhotoSubject subject, std::uint64_t bytes_max,
                           std::span<EarlierPhoto const> earlier);

/// Whether the photos of an avatar are so alike (one place, one light, one pose) that more variety is worth a
/// word of advice. False below limits::alike_photos_min.
bool all_alike(std::span<std::string const> fingerprints);

}  // namespace aisha
