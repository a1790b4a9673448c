// One photo after the other: bytes, header, pixels, faces.
#include "media/program/inspect.hpp"

#include "core/hash.hpp"
#include "core/limits/photo.hpp"
#include "media/photo_signature.hpp"
#include "media/program/picture.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace aisha::media_program {

namespace {

std::string bytes_of(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    std::string bytes;
    if (in) bytes.resize(std::filesystem::file_size(file));
    if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
        throw std::runtime_error("cannot read " + file.string());
    return bytes;
}

PhotoFormat format_of(std::string_view bytes) {
    auto const signature = photo_signature(bytes);
    if (auto const* const defect = std::get_if<PhotoDefect>(&signature)) throw Defect{*defect};
    auto const format = std::get<PhotoFormat>(signature);
    if (format == PhotoFormat::webp && webp_pixels(bytes).value_or(0) > limits::photo_pixels_max)
        throw Defect{PhotoDefect::too_many_pixels};
    return format;
}

/// Where light and sharpness matter.
Box subject(Plane const& plane, std::vector<PhotoFace> const& faces) {
    if (faces.empty()) return middle(plane);
    auto const& face = faces.front();
    auto const part = [](double share, int whole) { return static_cast<int>(std::lround(share * whole)); };
    return clipped(plane, {part(face.left, plane.width), part(face.top, plane.height),
                           part(face.width, plane.width), part(face.height, plane.height)});
}

void measure(PhotoReport& report, vips::VImage const& picture, FaceFinder* finder) {
    auto const plane = luma(reduced(picture, limits::photo_measured_side));
    if (finder != nullptr) report.faces = finder->find(luma(reduced(picture, limits::photo_faces_side)));
    auto const whole = light(plane, {0, 0, plane.width, plane.height});
    auto const box = subject(plane, report.faces);
    report.brightness = whole.mean;
    report.contrast = whole.deviation;
    report.subject_brightness = light(plane, box).mean;
    report.sharpness = sharpness(reduced(part_of(plane, box), limits::photo_subject_side));
    report.fingerprint = fingerprint(plane);
}

void look(PhotoReport& report, InspectedFiles const& files, FaceFinder* finder) {
    auto const header = read_header(files.photo, report.format.value());
    report.width = header.width;
    report.height = header.height;
    auto const picture = decoded_to_keep(files.photo, header);
    report.kept_width = picture.width();
    report.kept_height = picture.height();
    measure(report, picture, finder);
    write_jpeg(picture, files.cleaned, limits::photo_kept_quality);
    write_jpeg(reduced(picture, limits::photo_preview_side), files.preview, limits::photo_preview_quality);
}

}  // namespace

PhotoReport inspect(InspectedFiles const& files, FaceFinder* faces) {
    PhotoReport report;
    auto const bytes = bytes_of(files.photo);
    report.bytes = bytes.size();
    report.sha256 = sha256_hex(bytes);
    try {
        report.format = format_of(bytes);
        look(report, files, faces);
    } catch (Defect const& defect) {
        report.defect = defect.reason;
    } catch (vips::VError const& e) {
        report.defect = defect_of(e).reason;
    } catch (std::bad_alloc const& e) {
        report.defect = defect_of(e).reason;
    }
    return report;
}

std::vector<ScaledPhoto> scale(std::filesystem::path const& photo, std::vector<int> const& sides,
                               std::vector<std::filesystem::path> const& files) {
    read_header(photo, format_of(bytes_of(photo)));
    auto const largest = decoded(photo, *std::ranges::max_element(sides));
    std::vector<ScaledPhoto> scaled;
    for (std::size_t i = 0; i < sides.size(); ++i) {
        auto const picture = reduced(largest, sides[i]);
        write_jpeg(picture, files[i], limits::photo_kept_quality);
        scaled.push_back({.width = picture.width(), .height = picture.height()});
    }
    return scaled;
}

}  // namespace aisha::media_program
