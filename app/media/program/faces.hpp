// Faces that look at the camera, through dlib's frontal detector.
#pragma once

#include "media/photo.hpp"
#include "media/pixels.hpp"

#include <memory>
#include <vector>

namespace aisha::media_program {

class FaceFinder {
public:
    FaceFinder();
    ~FaceFinder();

    /// The largest first. Profiles, raised chins and faces under a tenth of the longer side are not seen.
    std::vector<PhotoFace> find(Plane const& plane);

private:
    struct Detector;
    std::unique_ptr<Detector> detector_;
};

}  // namespace aisha::media_program
