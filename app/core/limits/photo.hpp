// How large a photograph may be, what is kept of it, and what looking at one may cost.
#pragma once

#include "core/limits.hpp"

namespace aisha::limits {

/// Pixels of a picture that is decoded at all; more is refused from the header. Telephones make 12 to 50
/// million. (A flat PNG of 900 million takes 875 KB.)
inline constexpr std::int64_t photo_pixels_max = 50'000'000;
/// Longer side of what is kept: twice what trainers work with, so that a crop still fills it.
inline constexpr int photo_kept_side = 2048;
/// It may be this much shorter where decoding a JPEG makes it so: half of the 4000 pixels of 12 megapixels, a
/// quarter of the 8000 of 48. Scaling by another measure takes longer than everything else.
inline constexpr int photo_kept_side_decoded = 1920;
static_assert(photo_kept_side_decoded < photo_kept_side);
/// Longer side of the small picture for lists and sheets.
inline constexpr int photo_preview_side = 320;
/// Side of a photo's cell on a sheet, and the most cells: an avatar has fewer.
inline constexpr int photo_sheet_cell = 256;
inline constexpr std::size_t photo_sheet_cells_max = 64;
/// JPEG quality of what is kept, and of the small picture. From 90 up libvips keeps the colours at full
/// resolution.
inline constexpr int photo_kept_quality = 90;
inline constexpr int photo_preview_quality = 80;
/// Longer side at which light is measured, near the size a trainer sees.
inline constexpr int photo_measured_side = 1024;
/// Longer side of the face, or of the middle of the picture without one, when its sharpness is measured:
/// about what a trainer gets of it. Smaller ones stay as they are.
inline constexpr int photo_subject_side = 128;
/// Longer side at which faces are looked for. dlib's detector sees faces from 80 pixels on, so from a tenth
/// of the longer side.
inline constexpr int photo_faces_side = 800;
/// Side of the square of brightness values that tells near duplicates.
inline constexpr int photo_fingerprint_side = 48;

/// Photos that one process looks at; more go into further ones. A start costs a tenth of a photo of 12 Mpx.
inline constexpr std::size_t photos_at_once = 10;
/// CPU that one photo may take before it is given up.
inline constexpr auto photo_cpu_max = 10s;
/// Time of one process beside the CPU of its photos, on a machine that is busy with other things.
inline constexpr auto photo_patience = 2min;
/// Address space of aisha-media. Its libraries map under 200 MiB; it works in 150 MiB.
inline constexpr Bytes photo_memory_max = 512 * mib;
/// What it may write into one file: a kept picture has at most about 8 MiB.
inline constexpr Bytes photo_output_max = 32 * mib;

}  // namespace aisha::limits
