// Whether two pictures are the same photograph, by their fingerprints.
#pragma once

#include <string_view>

namespace aisha {

/// How far apart two pictures are once one has been laid over the other: moved and stretched by up to some
/// five percent, made brighter or darker as fits best. It is the largest difference in any small part, in
/// standard deviations of the brightness: 0 for the same picture, up to limits::near_duplicate_difference
/// for one that was compressed, scaled, brightened or cropped a little, above 1 for two of different things.
/// A smile in one place is enough to tell two frames of one scene apart. `difference_unlike` where
/// they are so unlike that laying them over each other is not worth it, or one is no fingerprint.
double picture_difference(std::string_view fingerprint, std::string_view other);
inline constexpr double difference_unlike = 9;

/// How alike two pictures are in their large areas of light and dark, in place: 1 the same, 0 nothing in
/// common, -1 a negative.
double picture_correlation(std::string_view fingerprint, std::string_view other);

}  // namespace aisha
