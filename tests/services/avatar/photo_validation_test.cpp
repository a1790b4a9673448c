// The rules about photos, on reports made up for them.
#include "services/avatar/photo_validation.hpp"

#include "core/limits/avatar.hpp"
#include "tests/services/avatar/scenes.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

constexpr std::uint64_t bytes_max = 20 * limits::mib;

PhotoReport good(unsigned seed = 1) {
    return {.bytes = 500'000,
            .sha256 = std::string(64, static_cast<char>('a' + seed)),
            .format = PhotoFormat::jpeg,
            .width = 1200,
            .height = 1600,
            .kept_width = 1200,
            .kept_height = 1600,
            .brightness = 120,
            .contrast = 50,
            .subject_brightness = 130,
            .sharpness = 0.05,
            .faces = {{.left = 0.3, .top = 0.2, .width = 0.4, .height = 0.3, .confidence = 1.5}},
            .fingerprint = fingerprint(scene(seed))};
}

PhotoJudgement judged(PhotoReport const& report, PhotoSubject subject = PhotoSubject::person) {
    return judge_photo(report, subject, bytes_max, {});
}

struct Fault {
    char const* name;
    void (*make)(PhotoReport& report);
    PhotoProblem problem;
    bool persons_only = false;
};

class Faults : public ::testing::TestWithParam<Fault> {};

TEST_P(Faults, are_refused_with_their_reason) {
    auto report = good();
    GetParam().make(report);
    auto const judgement = judged(report);
    EXPECT_EQ(judgement.verdict, PhotoVerdict::invalid);
    EXPECT_EQ(judgement.problem, GetParam().problem);
    EXPECT_TRUE(judgement.warnings.empty());
    EXPECT_EQ(judged(report, PhotoSubject::other).verdict,
              GetParam().persons_only ? PhotoVerdict::valid : PhotoVerdict::invalid);
}

INSTANTIATE_TEST_SUITE_P(
    All, Faults,
    ::testing::Values(
        Fault{"empty", [](auto& r) { r.defect = PhotoDefect::empty; }, PhotoProblem::empty},
        Fault{"no_picture", [](auto& r) { r.defect = PhotoDefect::not_a_picture; },
              PhotoProblem::not_a_picture},
        Fault{"unsupported", [](auto& r) { r.defect = PhotoDefect::unsupported; }, PhotoProblem::unsupported},
        Fault{"animated", [](auto& r) { r.defect = PhotoDefect::animated; }, PhotoProblem::animated},
        Fault{"pixels", [](auto& r) { r.defect = PhotoDefect::too_many_pixels; },
              PhotoProblem::too_many_pixels},
        Fault{"damaged", [](auto& r) { r.defect = PhotoDefect::damaged; }, PhotoProblem::damaged},
        Fault{"heavy", [](auto& r) { r.defect = PhotoDefect::too_heavy; }, PhotoProblem::too_heavy},
        Fault{"bytes", [](auto& r) { r.bytes = bytes_max + 1; }, PhotoProblem::too_many_bytes},
        Fault{"small", [](auto& r) { r.width = 511; }, PhotoProblem::too_small},
        Fault{"narrow", [](auto& r) { r.height = 3601; }, PhotoProblem::too_narrow},
        Fault{"blank", [](auto& r) { r.contrast = 3; }, PhotoProblem::blank},
        Fault{"dark", [](auto& r) { r.subject_brightness = 20; }, PhotoProblem::too_dark, true},
        Fault{"bright", [](auto& r) { r.subject_brightness = 250; }, PhotoProblem::too_bright, true},
        Fault{"blurred", [](auto& r) { r.sharpness = 0.0001; }, PhotoProblem::blurred, true},
        Fault{"several", [](auto& r) { r.faces.push_back(r.faces.front()); }, PhotoProblem::several_people,
              true}),
    [](auto const& info) { return info.param.name; });

TEST(PhotoValidation, a_good_photo_is_valid_without_a_word) {
    auto const judgement = judged(good());
    EXPECT_EQ(judgement.verdict, PhotoVerdict::valid);
    EXPECT_FALSE(judgement.problem);
    EXPECT_TRUE(judgement.warnings.empty());
    EXPECT_DOUBLE_EQ(judgement.quality, 1);
}

TEST(PhotoValidation, the_limits_themselves_are_taken) {
    auto report = good();
    report.bytes = bytes_max;
    report.width = limits::avatar_photo_side_min;
    report.height = 3 * report.width;
    EXPECT_EQ(judged(report).verdict, PhotoVerdict::valid);
}

TEST(PhotoValidation, what_could_be_better_is_said) {
    auto report = good();
    report.faces.clear();
    EXPECT_EQ(judged(report).warnings, std::vector{PhotoWarning::no_face});
    EXPECT_TRUE(judged(report, PhotoSubject::other).warnings.empty());
    report = good();
    report.faces.front().width = 0.1;
    EXPECT_EQ(judged(report).warnings, std::vector{PhotoWarning::small_face});
    report = good();
    report.subject_brightness = 39;
    report.contrast = 10;
    report.width = 700;
    EXPECT_EQ(judged(report).warnings,
              (std::vector{PhotoWarning::dim, PhotoWarning::pale, PhotoWarning::narrow}));
    EXPECT_LT(judged(report).quality, 0.5);
    report = good();
    report.subject_brightness = 230;
    report.sharpness = (limits::photo_sharpness_min + limits::photo_sharpness_good) / 2;
    EXPECT_EQ(judged(report).warnings, (std::vector{PhotoWarning::glaring, PhotoWarning::soft}));
}

TEST(PhotoValidation, a_passer_by_far_behind_is_no_second_person) {
    auto report = good();
    report.faces.push_back({.left = 0.9, .top = 0.1, .width = 0.05, .height = 0.05, .confidence = 1});
    EXPECT_EQ(judged(report).verdict, PhotoVerdict::valid);
}

TEST(PhotoValidation, the_same_file_and_the_same_picture_are_duplicates_of_that_photo) {
    std::vector<EarlierPhoto> const earlier{{AvatarPhotoId{7}, good(2).sha256, good(2).fingerprint},
                                            {AvatarPhotoId{8}, good(3).sha256, good(3).fingerprint}};
    auto const judge = [&](PhotoReport const& report) {
        return judge_photo(report, PhotoSubject::person, bytes_max, earlier);
    };
    EXPECT_EQ(judge(good(3)).duplicate_of, AvatarPhotoId{8});
    auto changed = good(4);
    changed.fingerprint = fingerprint(scene(2, 1.1, 0.97));
    EXPECT_EQ(judge(changed).verdict, PhotoVerdict::duplicate);
    EXPECT_EQ(judge(changed).duplicate_of, AvatarPhotoId{7});
    EXPECT_EQ(judge(good(4)).verdict, PhotoVerdict::valid);
    // A refused photo is told why it is refused, not that it is there twice.
    changed.faces.push_back(changed.faces.front());
    EXPECT_EQ(judge(changed).problem, PhotoProblem::several_people);
}

}  // namespace
}  // namespace aisha
