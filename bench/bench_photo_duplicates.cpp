// How well near duplicates are told, on real photographs (scripts/photos): the share of changed photos that
// are recognised, and of pairs of different photos that are taken for one. Ends badly where it is not good
// enough.
#include "bench/photos.hpp"
#include "core/limits/avatar.hpp"
#include "services/avatar/photo_likeness.hpp"

#include <map>

namespace aisha {
namespace {

using Prints = std::map<std::string, std::string>;  // by name without ".jpg"

awaitable<Prints> fingerprints(ConfinedRunner& runner, bench::Scratch const& scratch,
                               std::filesystem::path folder) {
    auto const files = bench::pictures(folder);
    auto const reports = co_await bench::inspected(runner, scratch, files, FaceSearch::not_wanted, 2);
    Prints prints;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (reports[i].defect) throw std::runtime_error(files[i].string() + " is defect");
        prints[files[i].stem().string()] = reports[i].fingerprint;
    }
    co_return prints;
}

double at_share(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// The least recall of all changes.
double print_recall(Prints const& originals, Prints const& variants) {
    std::map<std::string, std::vector<double>> differences;
    for (auto const& [name, print] : variants) {
        auto const dot = name.rfind('.');
        differences[name.substr(dot + 1)].push_back(
            picture_difference(originals.at(name.substr(0, dot)), print));
    }
    double least = 1;
    for (auto const& [change, values] : differences) {
        auto const found = std::ranges::count_if(
            values, [](double value) { return value < limits::near_duplicate_difference; });
        double const recall = static_cast<double>(found) / static_cast<double>(values.size());
        least = std::min(least, recall);
        fmt::print("{:<14} {:>4} photos   recall {:>6.2f} %   difference 50 %: {:.3f}  95 %: {:.3f}\n",
                   change, values.size(), recall * 100, at_share(values, 0.5), at_share(values, 0.95));
    }
    return least;
}

/// The share of pairs of different photos that are taken for one.
double print_false_matches(Prints const& originals) {
    std::size_t pairs = 0, matches = 0;
    double nearest_frames = difference_unlike;
    for (auto a = originals.begin(); a != originals.end(); ++a)
        for (auto b = std::next(a); b != originals.end(); ++b, ++pairs) {
            auto const difference = picture_difference(a->second, b->second);
            bool const frames = a->first.contains("franck_") && b->first.contains("franck_");
            if (frames) nearest_frames = std::min(nearest_frames, difference);
            if (difference >= limits::near_duplicate_difference) continue;
            ++matches;
            fmt::print("taken for one: {} and {} ({:.3f})\n", a->first, b->first, difference);
        }
    fmt::print("different      {:>4} photos   {} pairs, false matches {:.3f} %\n", originals.size(), pairs,
               100.0 * static_cast<double>(matches) / static_cast<double>(pairs));
    fmt::print("nearest two of the eleven frames of one person: {:.3f}, limit {:.3f}\n", nearest_frames,
               limits::near_duplicate_difference);
    return static_cast<double>(matches) / static_cast<double>(pairs);
}

awaitable<int> measure(Clock& clock) {
    ConfinedRunner runner(clock, bench::log(), bench::media_program());
    bench::Scratch const scratch;
    auto const folder = bench::photos_folder();
    auto const originals = co_await fingerprints(runner, scratch, folder / "originals");
    auto const variants = co_await fingerprints(runner, scratch, folder / "variants");
    constexpr double recall_min = 0.95, false_max = 0.01;
    double const recall = print_recall(originals, variants);
    double const false_matches = print_false_matches(originals);
    co_return recall >= recall_min&& false_matches <= false_max ? 0 : 1;
}

}  // namespace
}  // namespace aisha

int main() { return aisha::bench::run(aisha::measure); }
