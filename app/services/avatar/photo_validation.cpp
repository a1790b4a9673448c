// The rules, in the order in which a person can do something about them.
#include "services/avatar/photo_validation.hpp"

#include "core/limits/avatar.hpp"
#include "services/avatar/photo_likeness.hpp"

#include <algorithm>
#include <stdexcept>

namespace aisha {

namespace {

PhotoProblem problem_of(PhotoDefect defect) {
    switch (defect) {
        case PhotoDefect::empty: return PhotoProblem::empty;
        case PhotoDefect::not_a_picture: return PhotoProblem::not_a_picture;
        case PhotoDefect::unsupported: return PhotoProblem::unsupported;
        case PhotoDefect::animated: return PhotoProblem::animated;
        case PhotoDefect::too_many_pixels: return PhotoProblem::too_many_pixels;
        case PhotoDefect::damaged: return PhotoProblem::damaged;
        case PhotoDefect::too_heavy: return PhotoProblem::too_heavy;
    }
    throw std::logic_error("a defect without a problem");
}

double aspect(PhotoReport const& report) {
    return static_cast<double>(std::max(report.width, report.height)) / std::min(report.width, report.height);
}

/// More than one, without the unsure and the small ones: passers-by, pictures on a wall.
bool shows_several_people(PhotoReport const& report) {
    return std::ranges::count_if(report.faces, [&](PhotoFace const& face) {
               return face.confidence >= limits::second_face_confidence &&
                      face.width >= limits::second_face_width * report.faces.front().width;
           }) > 1;
}

/// Width of the largest face as a share of the picture's shorter side.
double face_share(PhotoReport const& report) {
    auto const shorter = std::min(report.width, report.height);
    return report.faces.front().width * report.width / shorter;
}

std::optional<PhotoProblem> problem(PhotoReport const& report, PhotoSubject subject,
                                    std::uint64_t bytes_max) {
    if (report.bytes > bytes_max) return PhotoProblem::too_many_bytes;
    if (report.defect) return problem_of(*report.defect);
    if (std::min(report.width, report.height) < limits::avatar_photo_side_min) return PhotoProblem::too_small;
    if (aspect(report) > limits::avatar_photo_aspect_max) return PhotoProblem::too_narrow;
    if (report.contrast < limits::avatar_photo_blank_max) return PhotoProblem::blank;
    // A style may be dark, soft or full of people.
    if (subject == PhotoSubject::other) return std::nullopt;
    if (report.subject_brightness < limits::avatar_photo_dark_max) return PhotoProblem::too_dark;
    if (report.subject_brightness > limits::avatar_photo_bright_min) return PhotoProblem::too_bright;
    if (report.sharpness < limits::photo_sharpness_min) return PhotoProblem::blurred;
    if (shows_several_people(report)) return PhotoProblem::several_people;
    return std::nullopt;
}

std::optional<AvatarPhotoId> duplicate_of(PhotoReport const& report, std::span<EarlierPhoto const> earlier) {
    auto const same = std::ranges::find(earlier, report.sha256, &EarlierPhoto::sha256);
    if (same != earlier.end()) return same->id;
    auto const near = std::ranges::find_if(earlier, [&](EarlierPhoto const& photo) {
        return picture_difference(report.fingerprint, photo.fingerprint) < limits::near_duplicate_difference;
    });
    if (near != earlier.end()) return near->id;
    return std::nullopt;
}

std::vector<PhotoWarning> warnings(PhotoReport const& report, PhotoSubject subject) {
    std::vector<PhotoWarning> found;
    if (subject == PhotoSubject::person) {
        if (report.faces.empty()) found.push_back(PhotoWarning::no_face);
        else if (face_share(report) < limits::small_face_share) found.push_back(PhotoWarning::small_face);
    }
    if (report.subject_brightness < limits::avatar_photo_dim_max) found.push_back(PhotoWarning::dim);
    if (report.subject_brightness > limits::avatar_photo_glaring_min && subject == PhotoSubject::person)
        found.push_back(PhotoWarning::glaring);
    if (report.contrast < limits::avatar_photo_pale_max) found.push_back(PhotoWarning::pale);
    if (report.sharpness < limits::photo_sharpness_good) found.push_back(PhotoWarning::soft);
    if (aspect(report) > limits::avatar_photo_aspect_warned) found.push_back(PhotoWarning::narrow);
    return found;
}

/// A fifth for each warning is lost; the rest goes by pixels, up to those that are kept.
double quality(PhotoReport const& report, std::size_t warning_count) {
    constexpr double for_warning = 0.2, for_resolution = 0.2, full_side = 1024;
    double const missing = std::max(0.0, 1 - std::min(report.width, report.height) / full_side);
    return std::max(0.0, 1 - for_warning * static_cast<double>(warning_count) - for_resolution * missing);
}

}  // namespace

FaceSearch face_search(PhotoSubject subject) {
    return subject == PhotoSubject::person ? FaceSearch::wanted : FaceSearch::not_wanted;
}

PhotoJudgement judge_photo(PhotoReport const& report, PhotoSubject subject, std::uint64_t bytes_max,
                           std::span<EarlierPhoto const> earlier) {
    PhotoJudgement judgement;
    judgement.problem = problem(report, subject, bytes_max);
    if (judgement.problem) {
        judgement.verdict = PhotoVerdict::invalid;
        return judgement;
    }
    judgement.duplicate_of = duplicate_of(report, earlier);
    if (judgement.duplicate_of) {
        judgement.verdict = PhotoVerdict::duplicate;
        return judgement;
    }
    judgement.warnings = warnings(report, subject);
    judgement.quality = quality(report, judgement.warnings.size());
    return judgement;
}

bool all_alike(std::span<std::string const> fingerprints) {
    if (fingerprints.size() < limits::alike_photos_min) return false;
    double sum = 0, pairs = 0;
    for (std::size_t i = 0; i < fingerprints.size(); ++i)
        for (std::size_t j = 0; j < i; ++j, ++pairs)
            sum += picture_correlation(fingerprints[i], fingerprints[j]);
    return sum / pairs > limits::alike_correlation;
}

}  // namespace aisha
