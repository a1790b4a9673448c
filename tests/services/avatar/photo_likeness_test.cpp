// Whether two pictures are the same photograph.
#include "services/avatar/photo_likeness.hpp"

#include "core/limits/avatar.hpp"
#include "services/avatar/photo_validation.hpp"
#include "tests/services/avatar/scenes.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

TEST(PhotoLikeness, light_and_crops_do_not_hide_a_picture) {
    for (unsigned seed = 1; seed < 6; ++seed) {
        auto const original = fingerprint(scene(seed));
        EXPECT_EQ(picture_difference(original, original), 0);
        for (double const gain : {0.85, 1.15})
            for (double const zoom : {0.96, 1.0}) {
                auto const changed = fingerprint(scene(seed, gain, zoom));
                EXPECT_LT(picture_difference(original, changed), limits::near_duplicate_difference)
                    << seed << " " << gain << " " << zoom;
                EXPECT_DOUBLE_EQ(picture_difference(original, changed),
                                 picture_difference(changed, original));
            }
    }
}

TEST(PhotoLikeness, another_picture_and_a_smile_are_no_duplicates) {
    for (unsigned seed = 1; seed < 6; ++seed) {
        auto const original = fingerprint(scene(seed));
        EXPECT_GT(picture_difference(original, fingerprint(scene(seed + 10))), 0.5) << seed;
        EXPECT_GT(picture_difference(original, fingerprint(scene(seed, 1, 1, true))),
                  limits::near_duplicate_difference)
            << seed;
    }
}

TEST(PhotoLikeness, what_is_no_fingerprint_is_like_nothing) {
    auto const original = fingerprint(scene(1));
    EXPECT_EQ(picture_difference(original, ""), difference_unlike);
    EXPECT_EQ(picture_difference("x", original), difference_unlike);
    EXPECT_EQ(picture_difference(original, std::string(original.size(), 'g')), difference_unlike);
    std::string const black(original.size(), '0');
    EXPECT_EQ(picture_difference(original, black), difference_unlike);
    EXPECT_EQ(picture_difference(black, black), 0);
}

TEST(PhotoLikeness, a_set_of_one_scene_deserves_advice) {
    std::vector<std::string> alike, varied;
    for (unsigned i = 0; i < 6; ++i) {
        alike.push_back(fingerprint(scene(3, 0.9 + 0.03 * i, 1 - 0.02 * i, i % 2 == 0)));
        varied.push_back(fingerprint(scene(i)));
    }
    EXPECT_TRUE(all_alike(alike));
    EXPECT_FALSE(all_alike(varied));
    alike.resize(limits::alike_photos_min - 1);
    EXPECT_FALSE(all_alike(alike));
}

}  // namespace
}  // namespace aisha
