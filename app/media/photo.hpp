// What is found out about a photograph: the words that aisha-media and the bot share.
#pragma once

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisha {

/// What a picture may be. Told by the first bytes; names and types that came along are not looked at.
enum class PhotoFormat { jpeg, png, webp, heic };
BOOST_DESCRIBE_ENUM(PhotoFormat, jpeg, png, webp, heic)

/// Why nothing can be done with a file, whatever it was meant for.
enum class PhotoDefect {
    empty,            ///< 0 bytes
    not_a_picture,    ///< the first bytes are those of nothing we know
    unsupported,      ///< a picture or a document, but in none of our formats: GIF, TIFF, SVG, PDF, AVIF …
    animated,         ///< more than one frame
    too_many_pixels,  ///< over limits::photo_pixels_max; never decoded
    damaged,          ///< cut off, or the decoder gives up
    too_heavy         ///< decoding needs more time or memory than a photo may take
};
BOOST_DESCRIBE_ENUM(PhotoDefect, empty, not_a_picture, unsupported, animated, too_many_pixels, damaged,
                    too_heavy)

/// A face that looks at the camera, in shares of the picture's width and height (0 to 1, from the top left).
struct PhotoFace {
    double left = 0;
    double top = 0;
    double width = 0;
    double height = 0;
    double confidence = 0;  ///< of the detector: 0 is barely one, a clear face has 1 and more
};
BOOST_DESCRIBE_STRUCT(PhotoFace, (), (left, top, width, height, confidence))

/// What was found in one file. With a defect only `bytes`, `sha256` and what the header says is known.
struct PhotoReport {
    std::optional<PhotoDefect> defect;
    std::uint64_t bytes = 0;
    std::string sha256;  ///< of the file as it came
    std::optional<PhotoFormat> format;
    int width = 0;  ///< of the file as it came, upright; 0 where no header was read
    int height = 0;
    int kept_width = 0;  ///< of the cleaned picture
    int kept_height = 0;
    double brightness = 0;          ///< mean of the luma, 0 to 255
    double contrast = 0;            ///< its standard deviation
    double subject_brightness = 0;  ///< the mean where it matters: on the one face, or in the middle
    double sharpness = 0;           ///< there: see sharpness() in media/pixels.hpp
    std::vector<PhotoFace> faces;   ///< the largest first; empty where none was looked for
    std::string fingerprint;        ///< for telling near duplicates: see fingerprint() in media/pixels.hpp
};
BOOST_DESCRIBE_STRUCT(PhotoReport, (),
                      (defect, bytes, sha256, format, width, height, kept_width, kept_height, brightness,
                       contrast, subject_brightness, sharpness, faces, fingerprint))

/// What a sheet of photos says of one.
enum class SheetMark { plain, good, warned, refused };
BOOST_DESCRIBE_ENUM(SheetMark, plain, good, warned, refused)

/// A picture written in another size.
struct ScaledPhoto {
    int width = 0;
    int height = 0;
};
BOOST_DESCRIBE_STRUCT(ScaledPhoto, (), (width, height))

}  // namespace aisha
