// Cells side by side; numbers and marks from little bitmaps, so that no fonts are needed.
#include "media/program/sheet.hpp"

#include "core/limits/photo.hpp"
#include "media/program/picture.hpp"

#include <array>
#include <cmath>
#include <string>
#include <string_view>

namespace aisha::media_program {

namespace {

using vips::VImage;
using Colour = std::vector<double>;

constexpr int cell = limits::photo_sheet_cell;
constexpr int gap = 6;
/// A bitmap's pixel, a bitmap's sides, and the room around it, in pixels of the sheet.
constexpr int dot = 4;
constexpr int glyph_width = 5;
constexpr int glyph_height = 7;
constexpr int room = 8;

using Glyph = std::array<std::string_view, glyph_height>;
constexpr std::array<Glyph, 10> digits{{
    {" ### ", "#   #", "#  ##", "# # #", "##  #", "#   #", " ### "},
    {"  #  ", " ##  ", "  #  ", "  #  ", "  #  ", "  #  ", " ### "},
    {" ### ", "#   #", "    #", "   # ", "  #  ", " #   ", "#####"},
    {" ### ", "#   #", "    #", "  ## ", "    #", "#   #", " ### "},
    {"   # ", "  ## ", " # # ", "#  # ", "#####", "   # ", "   # "},
    {"#####", "#    ", "#### ", "    #", "    #", "#   #", " ### "},
    {" ### ", "#    ", "#    ", "#### ", "#   #", "#   #", " ### "},
    {"#####", "    #", "   # ", "  #  ", "  #  ", "  #  ", "  #  "},
    {" ### ", "#   #", "#   #", " ### ", "#   #", "#   #", " ### "},
    {" ### ", "#   #", "#   #", " ####", "    #", "    #", " ### "},
}};
constexpr Glyph tick{"     ", "    #", "    #", "   # ", "#  # ", " ##  ", " #   "};
constexpr Glyph exclamation{"  #  ", "  #  ", "  #  ", "  #  ", "  #  ", "     ", "  #  "};
constexpr Glyph cross{"#   #", "#   #", " # # ", "  #  ", " # # ", "#   #", "#   #"};

Colour const ground{28, 24, 33};
Colour const white{255, 255, 255};
Colour const label{20, 18, 24};

/// Told by shape and by colour.
struct Look {
    Glyph const* glyph;
    Colour colour;
};
Look look_of(SheetMark mark) {
    switch (mark) {
        case SheetMark::plain: return {nullptr, {}};
        case SheetMark::good: return {&tick, {30, 120, 70}};
        case SheetMark::warned: return {&exclamation, {176, 98, 0}};
        case SheetMark::refused: return {&cross, {178, 32, 32}};
    }
    throw std::logic_error("a mark without a look");
}

void fill(VImage& sheet, Colour const& colour, int left, int top, int width, int height) {
    sheet.draw_rect(colour, left, top, width, height, VImage::option()->set("fill", true));
}

void draw(VImage& sheet, Glyph const& glyph, int left, int top) {
    for (int y = 0; y < glyph_height; ++y)
        for (int x = 0; x < glyph_width; ++x)
            if (glyph[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] == '#')
                fill(sheet, white, left + x * dot, top + y * dot, dot, dot);
}

/// Glyphs side by side on a coloured plate.
void draw_plate(VImage& sheet, std::vector<Glyph const*> const& glyphs, Colour const& colour, int left,
                int top) {
    int const width = static_cast<int>(glyphs.size()) * (glyph_width + 1) * dot - dot + 2 * room;
    fill(sheet, colour, left, top, width, glyph_height * dot + 2 * room);
    for (std::size_t i = 0; i < glyphs.size(); ++i)
        draw(sheet, *glyphs[i], left + room + static_cast<int>(i) * (glyph_width + 1) * dot, top + room);
}

void draw_labels(VImage& sheet, SheetFile const& file, int left, int top) {
    std::vector<Glyph const*> number;
    for (char const digit : std::to_string(std::abs(file.number)))
        number.push_back(&digits[static_cast<std::size_t>(digit - '0')]);
    draw_plate(sheet, number, label, left, top);
    auto const look = look_of(file.mark);
    int const width = glyph_width * dot + 2 * room;
    if (look.glyph) draw_plate(sheet, {look.glyph}, look.colour, left + cell - width, top);
}

}  // namespace

void write_sheet(std::span<SheetFile const> files, std::filesystem::path const& out) {
    int const count = static_cast<int>(files.size());
    int const columns = static_cast<int>(std::ceil(std::sqrt(count)));
    int const rows = (count + columns - 1) / columns;
    auto sheet = (VImage::black(columns * (cell + gap) + gap, rows * (cell + gap) + gap,
                                VImage::option()->set("bands", 3)) +
                  ground)
                     .cast(VIPS_FORMAT_UCHAR)
                     .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB))
                     .copy_memory();
    for (int i = 0; i < count; ++i) {
        auto const& file = files[static_cast<std::size_t>(i)];
        int const left = gap + i % columns * (cell + gap), top = gap + i / columns * (cell + gap);
        auto const picture = squared(file.picture, cell);
        sheet.draw_image(picture, left + (cell - picture.width()) / 2, top + (cell - picture.height()) / 2);
        draw_labels(sheet, file, left, top);
    }
    write_jpeg(sheet, out, limits::photo_kept_quality);
}

}  // namespace aisha::media_program
