// Run by the build: writes dlib's face detector as it is in memory. Unpacking it from dlib's own form takes
// 0.2 s of CPU, which each start of aisha-media would pay.
#include <dlib/image_processing/frontal_face_detector.h>

#include <fstream>

int main(int count, char** arguments) {
    if (count != 2) return 2;
    std::ofstream out(arguments[1], std::ios::binary);
    dlib::serialize(dlib::get_frontal_face_detector(), out);
    return out.flush() ? 0 : 1;
}
