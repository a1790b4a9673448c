// What aisha-media does with a photograph.
#pragma once

#include "media/photo.hpp"
#include "media/program/faces.hpp"

#include <filesystem>
#include <vector>

namespace aisha::media_program {

struct InspectedFiles {
    std::filesystem::path photo;
    std::filesystem::path cleaned;  ///< written
    std::filesystem::path preview;  ///< written
};

/// Looks at one photo and writes it cleaned and small. A file that cannot be used is a report with a defect.
/// `faces`: null where none are looked for.
PhotoReport inspect(InspectedFiles const& files, FaceFinder* faces);

/// Writes the picture so that its longer side is at most each of `sides`, into the files of the same place.
/// Throws Defect.
std::vector<ScaledPhoto> scale(std::filesystem::path const& photo, std::vector<int> const& sides,
                               std::vector<std::filesystem::path> const& files);

}  // namespace aisha::media_program
