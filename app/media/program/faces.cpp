// dlib's histogram-of-gradients detector. http://dlib.net/face_detector.py.html
#include "media/program/faces.hpp"

#include "core/embedded.hpp"

#include <dlib/image_processing/frontal_face_detector.h>

#include <algorithm>
#include <sstream>

namespace aisha::embedded {
std::span<File const> face_detector();
}

namespace aisha::media_program {

struct FaceFinder::Detector {
    dlib::frontal_face_detector run;
};

FaceFinder::FaceFinder() : detector_(std::make_unique<Detector>()) {
    std::istringstream in{std::string(embedded::face_detector().front().bytes)};
    dlib::deserialize(detector_->run, in);
}

FaceFinder::~FaceFinder() = default;

std::vector<PhotoFace> FaceFinder::find(Plane const& plane) {
    dlib::array2d<unsigned char> image(plane.height, plane.width);
    for (int y = 0; y < plane.height; ++y)
        for (int x = 0; x < plane.width; ++x) image[y][x] = plane.at(x, y);
    std::vector<dlib::rect_detection> found;
    detector_->run(image, found);
    std::vector<PhotoFace> faces;
    for (auto const& [confidence, weight, box] : found) {
        // The detector's boxes may reach over the edge.
        auto const inside = box.intersect(dlib::get_rect(image));
        faces.push_back({.left = static_cast<double>(inside.left()) / plane.width,
                         .top = static_cast<double>(inside.top()) / plane.height,
                         .width = static_cast<double>(inside.width()) / plane.width,
                         .height = static_cast<double>(inside.height()) / plane.height,
                         .confidence = confidence});
    }
    std::ranges::sort(faces, std::greater(), [](PhotoFace const& face) { return face.width * face.height; });
    return faces;
}

}  // namespace aisha::media_program
