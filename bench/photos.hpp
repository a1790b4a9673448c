// What the benchmarks of photos share: where the pictures are, and how they are looked at.
#pragma once

#include "core/async.hpp"
#include "media/confined_runner.hpp"

#include <boost/asio/io_context.hpp>

#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace aisha::bench {

/// Where scripts/photos has put them.
inline std::filesystem::path photos_folder() {
    auto const* const cache = std::getenv("XDG_CACHE_HOME");
    auto const* const home = std::getenv("HOME");
    auto const base = cache && *cache ? std::filesystem::path(cache)
                                      : std::filesystem::path(home ? home : "/root") / ".cache";
    return base / "aisha/photos";
}

/// Warnings, on standard error.
inline Log log() {
    static SystemClock const clock;
    static LogSink const sink(clock, LogFormat::human, LogLevel::warning, STDERR_FILENO);
    return Log(sink);
}

/// The JPEG files of a folder, in order.
inline std::vector<std::filesystem::path> pictures(std::filesystem::path const& folder) {
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".jpg") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

/// A temporary folder for results.
class Scratch {
public:
    Scratch() {
        auto pattern = (std::filesystem::temp_directory_path() / "aisha-bench-XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary folder");
        path_ = pattern;
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(Scratch const&) = delete;
    Scratch& operator=(Scratch const&) = delete;
    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Reports of all files, by `processes` processes at once, confined as in service.
inline awaitable<std::vector<PhotoReport>> inspected(ConfinedRunner& runner, Scratch const& scratch,
                                                     std::vector<std::filesystem::path> files,
                                                     FaceSearch faces, std::size_t processes) {
    std::vector<PhotoReport> reports(files.size());
    TaskGroup tasks(co_await asio::this_coro::executor, log());
    auto const part = [&](std::size_t begin, std::size_t end) -> awaitable<void> {
        std::vector<PhotoFiles> photos;
        for (auto i = begin; i < end; ++i)
            photos.push_back({.photo = files[i],
                              .cleaned = scratch.path() / fmt::format("{}.cleaned", i),
                              .preview = scratch.path() / fmt::format("{}.preview", i)});
        auto found = co_await runner.inspect_photos(std::move(photos), faces);
        std::ranges::move(found, reports.begin() + static_cast<std::ptrdiff_t>(begin));
    };
    for (std::size_t i = 0; i < processes; ++i)
        tasks.spawn("inspect", part(files.size() * i / processes, files.size() * (i + 1) / processes));
    co_await tasks.join();
    co_return reports;
}

/// The program that is beside the benchmarks' folder.
inline std::filesystem::path media_program() {
    return program_beside(photo_program_name).parent_path().parent_path() / photo_program_name;
}

/// A benchmark's main: 2 where there are no photographs.
inline int run(awaitable<int> (*measure)(Clock& clock)) {
    if (!exists(photos_folder() / "version")) {
        fmt::print(stderr, "there are no photographs; run scripts/photos\n");
        return 2;
    }
    asio::io_context loop(1);
    SystemClock clock;
    int result = 1;
    std::exception_ptr error;
    asio::co_spawn(loop, measure(clock), [&](std::exception_ptr e, int value) {
        error = std::move(e);
        result = value;
    });
    loop.run();
    if (error) std::rethrow_exception(error);
    return result;
}

}  // namespace aisha::bench
