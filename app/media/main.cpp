// aisha-media: looks at pictures from strangers. The bot starts it confined (media/photo_program.hpp): no
// network, no file but those named, limits on memory and CPU. It answers in lines of JSON.
//
//   aisha-media inspect [--faces] PHOTO CLEANED PREVIEW [PHOTO CLEANED PREVIEW]…
//       a PhotoReport for each, as soon as it is known; CLEANED and PREVIEW are written
//   aisha-media scale PHOTO SIDE FILE [SIDE FILE]…
//       a list of ScaledPhoto; FILEs are written; {"defect": …} where it is no picture
//   aisha-media sheet FILE PICTURE NUMBER MARK [PICTURE NUMBER MARK]…
//       one picture of all, a SheetMark on each
//   aisha-media check
//       ends well where its libraries are there
#include "core/json.hpp"
#include "core/limits/photo.hpp"
#include "media/program/inspect.hpp"
#include "media/program/picture.hpp"
#include "media/program/sheet.hpp"

#include <sys/resource.h>

#include <charconv>
#include <cstdio>
#include <optional>
#include <span>

namespace aisha::media_program {

namespace {

using Arguments = std::span<char const* const>;

struct UsageError : std::runtime_error {
    UsageError() : std::runtime_error("usage: see the first lines of app/media/main.cpp") {}
};

/// Gives the next photo limits::photo_cpu_max of CPU; then SIGXCPU ends the process.
void allow_cpu_for_one() {
    rusage used{};
    rlimit limit{};
    if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot limit the CPU");
    auto const seconds = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1);
    limit.rlim_cur = std::min(limit.rlim_max, seconds + std::chrono::seconds(limits::photo_cpu_max).count());
    if (setrlimit(RLIMIT_CPU, &limit) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot limit the CPU");
}

void say(json::Value const& value) {
    fmt::print("{}\n", json::dump(value));
    std::fflush(stdout);
}

void inspect_all(Arguments arguments) {
    std::optional<FaceFinder> faces;
    if (!arguments.empty() && std::string_view(arguments.front()) == "--faces") {
        faces.emplace();
        arguments = arguments.subspan(1);
    }
    constexpr std::size_t each = 3;
    if (arguments.empty() || arguments.size() % each != 0) throw UsageError();
    for (; !arguments.empty(); arguments = arguments.subspan(each)) {
        allow_cpu_for_one();
        say(json::write(inspect({arguments[0], arguments[1], arguments[2]}, faces ? &*faces : nullptr)));
    }
}

int positive_number(std::string_view text) {
    int number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number <= 0) throw UsageError();
    return number;
}

void write_sheet_of(Arguments arguments) {
    constexpr std::size_t each = 3;
    if (arguments.size() <= each || arguments.size() % each != 1) throw UsageError();
    std::vector<SheetFile> files;
    for (std::size_t i = 1; i < arguments.size(); i += each)
        files.push_back(
            {arguments[i], positive_number(arguments[i + 1]), json::enum_from<SheetMark>(arguments[i + 2])});
    allow_cpu_for_one();
    write_sheet(files, arguments.front());
    say(json::Object{});
}

void scale_one(Arguments arguments) {
    std::vector<int> sides;
    std::vector<std::filesystem::path> files;
    if (arguments.size() < 3 || arguments.size() % 2 == 0) throw UsageError();
    for (std::size_t i = 1; i < arguments.size(); i += 2) {
        sides.push_back(positive_number(arguments[i]));
        files.emplace_back(arguments[i + 1]);
    }
    allow_cpu_for_one();
    std::optional<PhotoDefect> defect;
    try {
        say(json::write(scale(arguments.front(), sides, files)));
    } catch (Defect const& e) {
        defect = e.reason;
    } catch (vips::VError const& e) {
        defect = defect_of(e).reason;
    }
    if (defect) say(json::Object{{"defect", json::write(*defect)}});
}

void run(Arguments arguments) {
    if (arguments.size() < 2) throw UsageError();
    std::string_view const command(arguments[1]);
    auto const rest = arguments.subspan(2);
    start_vips(arguments[0]);
    if (command == "inspect") inspect_all(rest);
    else if (command == "scale") scale_one(rest);
    else if (command == "sheet") write_sheet_of(rest);
    else if (command == "check") FaceFinder();
    else throw UsageError();
}

}  // namespace

}  // namespace aisha::media_program

int main(int count, char** arguments) {
    try {
        aisha::media_program::run(std::span<char const* const>(arguments, static_cast<std::size_t>(count)));
        return 0;
    } catch (aisha::media_program::Defect const& defect) {
        fmt::print(stderr, "aisha-media: {}\n", aisha::json::name_of(defect.reason));
        return 1;
    } catch (std::exception const& e) {
        fmt::print(stderr, "aisha-media: {}\n", e.what());
        return 1;
    }
}
