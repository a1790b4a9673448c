// How quick photos are looked at, beside Pillow, imagehash and dlib from Python doing the same; and whether
// the faces of the photographs with known ones are counted right.
#include "bench/photos.hpp"

#include <charconv>
#include <cstdlib>

namespace aisha {
namespace {

/// Seconds for all portraits.
awaitable<double> ours(Clock& clock, std::size_t processes) {
    ConfinedRunner runner(clock, bench::log(), bench::media_program());
    bench::Scratch const scratch;
    auto const files = bench::pictures(bench::photos_folder() / "portraits");
    auto const began = clock.monotonic();
    auto const reports = co_await bench::inspected(runner, scratch, files, FaceSearch::wanted, processes);
    auto const took = std::chrono::duration<double>(clock.monotonic() - began).count();
    for (auto const& report : reports)
        if (report.defect || report.faces.size() != 1) throw std::runtime_error("a portrait is judged wrong");
    co_return took;
}

awaitable<double> pythons(Clock& clock, std::size_t processes) {
    auto const folder = bench::photos_folder();
    auto const script = std::filesystem::path(AISHA_SOURCE_DIR) / "bench/photo_validation.py";
    auto const result = co_await run_process(
        clock,
        {.arguments = {folder / "venv/bin/python", script, std::to_string(processes), folder / "portraits"}},
        std::chrono::minutes(10));
    if (result.exit_code != 0) throw std::runtime_error(result.errors);
    double seconds = 0;
    auto const& text = result.output;
    if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec != std::errc())
        throw std::runtime_error("Python printed no time");
    co_return seconds;
}

awaitable<bool> count_faces(Clock& clock) {
    ConfinedRunner runner(clock, bench::log(), bench::media_program());
    bench::Scratch const scratch;
    auto const files = bench::pictures(bench::photos_folder() / "faces");
    auto const reports = co_await bench::inspected(runner, scratch, files, FaceSearch::wanted, 1);
    std::size_t right = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        bool const one = files[i].filename().string().starts_with("franck_");
        auto const faces = reports[i].faces.size();
        if (one ? faces == 1 : faces > 1) ++right;
        else fmt::print("{}: {} faces\n", files[i].filename().string(), faces);
    }
    fmt::print("faces: {} of {} photographs judged right (one, or several)\n", right, files.size());
    co_return right == files.size();
}

awaitable<int> measure(Clock& clock) {
    bool const counted = co_await count_faces(clock);
    constexpr double photos = 20;
    for (std::size_t const processes : {1U, 2U}) {
        auto const here = co_await ours(clock, processes);
        auto const there = co_await pythons(clock, processes);
        fmt::print(
            "{} process{}: aisha-media {:.2f} photos/s of 12 Mpx, Python {:.2f}, {:.2f} times as many\n",
            processes, processes == 1 ? "  " : "es", photos / here, photos / there, there / here);
    }
    co_return counted ? 0 : 1;
}

}  // namespace
}  // namespace aisha

int main() { return aisha::bench::run(aisha::measure); }
