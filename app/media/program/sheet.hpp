// All photos of a set as one picture, each with a number and a mark.
#pragma once

#include "media/photo.hpp"

#include <filesystem>
#include <span>

namespace aisha::media_program {

struct SheetFile {
    std::filesystem::path picture;
    int number = 0;
    SheetMark mark = SheetMark::plain;
};

/// Writes them as a JPEG, in rows, as near to a square as they go. Throws Defect.
void write_sheet(std::span<SheetFile const> files, std::filesystem::path const& out);

}  // namespace aisha::media_program
