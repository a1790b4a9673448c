// aisha-media, confined: its arguments, and what its ends mean.
//
//   what happened                                        what the caller gets
//   bubblewrap or the program did not start              Unavailable
//   over the time limit (a stuck machine), disk full     Unavailable
//   a report                                             the report
//   the process ended at a photo: out of CPU             too_heavy for that photo; the others go on
//   the same, by any other signal or error               damaged for that photo; the others go on
#include "media/photo_program.hpp"

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "core/json.hpp"
#include "core/limits/photo.hpp"
#include "media/ffmpeg_report.hpp"
#include "media/part_file.hpp"

#include <cmath>
#include <csignal>

namespace aisha {

namespace {

constexpr auto inside = "/aisha-media";
/// libvips looks into this folder for further loaders (ImageMagick, PDF …): only the one for HEIC is there.
constexpr auto heif_loader = "vips-heif.so";
constexpr int signal_exit_base = 128;
constexpr std::uint64_t open_files_max = 128;

ProcessLimits photo_limits(std::size_t photos) {
    auto const seconds = std::chrono::seconds(limits::photo_cpu_max).count();
    return {.memory_bytes = limits::photo_memory_max,
            .cpu_seconds = static_cast<std::uint64_t>(seconds) * (photos + 1),
            .file_bytes = limits::photo_output_max,
            .open_files = open_files_max};
}

ConfinedRun confined_photos(std::filesystem::path const& program, std::size_t photos) {
    ConfinedRun what{.program = inside, .limits = photo_limits(photos)};
    what.inputs.push_back({program, inside});
    return what;
}

/// Where Debian keeps the loaders, /usr/lib/x86_64-linux-gnu/vips-modules-8.14; empty where there are none.
std::filesystem::path loader_folder() {
    std::error_code ignored;
    for (auto const& machine : std::filesystem::directory_iterator("/usr/lib", ignored)) {
        if (!machine.is_directory(ignored)) continue;
        auto const name = machine.path().filename().string();
        if (!name.ends_with("-linux-gnu")) continue;
        for (auto const& entry : std::filesystem::directory_iterator(machine.path(), ignored))
            if (entry.path().filename().string().starts_with("vips-modules-")) return entry.path();
    }
    return {};
}

bool is_share(double value) { return std::isfinite(value) && value >= 0 && value <= 1; }

/// A process that decoded what a stranger made may say anything.
bool is_plausible(PhotoReport const& report) {
    bool const faces = std::ranges::all_of(report.faces, [](PhotoFace const& face) {
        return is_share(face.left) && is_share(face.top) && is_share(face.width) && is_share(face.height);
    });
    constexpr std::size_t sha256_digits = 64;
    constexpr auto side = static_cast<std::size_t>(limits::photo_fingerprint_side);
    bool const digits =
        report.sha256.size() == sha256_digits &&
        (report.sha256 + report.fingerprint).find_first_not_of("0123456789abcdef") == std::string::npos;
    if (report.defect) return digits && faces;
    bool const numbers = std::isfinite(report.brightness) && std::isfinite(report.contrast) &&
                         std::isfinite(report.subject_brightness) && std::isfinite(report.sharpness);
    return digits && faces && numbers && report.format && report.fingerprint.size() == side * side * 2;
}

std::optional<PhotoReport> read_report(std::string_view line) {
    try {
        auto report = json::read<PhotoReport>(json::parse(line));
        if (is_plausible(report)) return report;
    } catch (json::Error const&) {  // answered below: the photo gets the blame
    }
    return std::nullopt;
}

/// The complete lines.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return lines;
}

/// For a photo at which the process ended.
PhotoReport blamed(PhotoFiles const& photo, ProcessResult const& result) {
    PhotoReport report;
    report.defect =
        result.exit_code == signal_exit_base + SIGXCPU ? PhotoDefect::too_heavy : PhotoDefect::damaged;
    report.bytes = std::filesystem::file_size(photo.photo);
    report.sha256 = sha256_hex_of_file(photo.photo);
    return report;
}

struct Parts {
    PartFile cleaned;
    PartFile preview;
};

void add_photo(ConfinedRun& what, PhotoFiles const& photo, Parts const& parts) {
    auto const number = std::to_string(what.outputs.size());
    for (auto const* const kind : {"/photo", "/cleaned", "/preview"}) what.arguments.push_back(kind + number);
    what.inputs.push_back({photo.photo, "/photo" + number});
    what.outputs.push_back({parts.cleaned.path(), "/cleaned" + number});
    what.outputs.push_back({parts.preview.path(), "/preview" + number});
}

}  // namespace

std::filesystem::path program_beside(std::string_view name) {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

PhotoProgram::PhotoProgram(Clock& clock, Log log, std::filesystem::path program)
    : clock_(clock), log_(std::move(log)), program_(std::move(program)) {}

awaitable<ProcessResult> PhotoProgram::run(ConfinedRun what, std::size_t photos) {
    if (!exists(program_))
        throw Unavailable(fmt::format("{} is missing; it belongs beside aisha", program_.string()));
    auto options = confined(what);
    if (auto const folder = loader_folder(); !folder.empty()) {
        std::vector<std::string> const hidden{"--tmpfs", folder.string(), "--ro-bind-try",
                                              folder / heif_loader, folder / heif_loader};
        auto const before = std::ranges::find(options.arguments, "--remount-ro");
        options.arguments.insert(before, hidden.begin(), hidden.end());
    }
    auto const limit = limits::photo_patience + photos * limits::photo_cpu_max;
    auto result = co_await run_process(clock_, std::move(options), limit);
    if (did_not_start(result))
        throw Unavailable(fmt::format("aisha-media cannot be run confined: {}", last_line(result.errors)));
    if (result.exit_code != 0 && result.errors.contains("No space left on device"))
        throw Unavailable("no space left for photos");
    if (result.exit_code != 0)
        log_.warning("photo_program_ended", "exit_code", result.exit_code, "message",
                     last_line(result.errors));
    co_return result;
}

awaitable<std::vector<PhotoReport>> PhotoProgram::inspect(std::vector<PhotoFiles> photos, FaceSearch faces) {
    std::vector<PhotoReport> reports;
    while (reports.size() < photos.size()) {
        auto const left = std::span(photos).subspan(reports.size());
        auto const some = left.first(std::min(left.size(), limits::photos_at_once));
        std::ranges::move(co_await inspect_some(some, faces), std::back_inserter(reports));
    }
    co_return reports;
}

/// At least one report: those up to the first photo at which the process ended.
awaitable<std::vector<PhotoReport>> PhotoProgram::inspect_some(std::span<PhotoFiles const> photos,
                                                               FaceSearch faces) {
    auto what = confined_photos(program_, photos.size());
    what.arguments.emplace_back("inspect");
    if (faces == FaceSearch::wanted) what.arguments.emplace_back("--faces");
    std::vector<Parts> parts;
    for (auto const& photo : photos) {
        parts.push_back({PartFile(photo.cleaned), PartFile(photo.preview)});
        add_photo(what, photo, parts.back());
    }
    auto const result = co_await run(std::move(what), photos.size());
    std::vector<PhotoReport> reports;
    for (auto const line : lines_of(result.output)) {
        if (reports.size() == photos.size()) break;
        auto report = read_report(line);
        if (!report) break;
        auto& written = parts[reports.size()];
        if (!report->defect) {
            written.cleaned.keep();
            written.preview.keep();
        }
        reports.push_back(std::move(*report));
    }
    if (reports.size() < photos.size()) reports.push_back(blamed(photos[reports.size()], result));
    co_return reports;
}

awaitable<std::vector<ScaledPhoto>> PhotoProgram::scale(std::filesystem::path photo,
                                                        std::vector<ScaledFile> wanted) {
    auto what = confined_photos(program_, 1);
    what.arguments = {"scale", std::string(confined_input)};
    what.input = photo;
    std::vector<PartFile> parts;
    for (auto const& one : wanted) {
        auto const name = "/out" + std::to_string(parts.size());
        parts.emplace_back(one.file);
        what.outputs.push_back({parts.back().path(), name});
        what.arguments.push_back(std::to_string(one.side));
        what.arguments.push_back(name);
    }
    auto const result = co_await run(std::move(what), 1);
    auto const lines = lines_of(result.output);
    if (lines.empty()) co_return std::vector<ScaledPhoto>();
    auto const answer = json::parse(lines.front());
    if (!answer.is_array()) co_return std::vector<ScaledPhoto>();
    auto scaled = json::read<std::vector<ScaledPhoto>>(answer);
    if (scaled.size() != wanted.size()) co_return std::vector<ScaledPhoto>();
    for (auto& part : parts) part.keep();
    co_return scaled;
}

awaitable<void> PhotoProgram::write_sheet(std::vector<SheetPhoto> photos, std::filesystem::path out) {
    if (photos.empty() || photos.size() > limits::photo_sheet_cells_max)
        throw std::invalid_argument("a sheet has 1 to 64 photos");
    auto what = confined_photos(program_, 1);
    what.arguments = {"sheet", std::string(confined_output)};
    PartFile part(std::move(out));
    what.output = part.path();
    for (auto const& photo : photos) {
        auto const name = "/photo" + std::to_string(what.inputs.size());
        what.inputs.push_back({photo.picture, name});
        for (auto const& argument :
             {name, std::to_string(photo.number), std::string(json::name_of(photo.mark))})
            what.arguments.push_back(argument);
    }
    auto const result = co_await run(std::move(what), 1);
    if (result.exit_code != 0)
        throw std::runtime_error(fmt::format("no sheet of photos: {}", last_line(result.errors)));
    part.keep();
}

awaitable<void> PhotoProgram::check() {
    auto what = confined_photos(program_, 0);
    what.arguments = {"check"};
    auto const result = co_await run(std::move(what), 0);
    if (result.exit_code != 0)
        throw Unavailable(fmt::format("aisha-media does not work: {}", last_line(result.errors)));
}

}  // namespace aisha
