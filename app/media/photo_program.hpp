// aisha-media, our program that decodes pictures: started confined, its answers read.
#pragma once

#include "core/log.hpp"
#include "media/confinement.hpp"
#include "media/media_runner.hpp"

#include <span>
#include <vector>

namespace aisha {

/// The program of that name in the folder of the running one, where aisha-media is.
std::filesystem::path program_beside(std::string_view name);
inline constexpr std::string_view photo_program_name = "aisha-media";

/// What MediaRunner says of photos. Where aisha-media is missing or nothing can confine it, each call throws
/// Unavailable.
class PhotoProgram {
public:
    PhotoProgram(Clock& clock, Log log, std::filesystem::path program);

    awaitable<std::vector<PhotoReport>> inspect(std::vector<PhotoFiles> photos, FaceSearch faces);
    awaitable<std::vector<ScaledPhoto>> scale(std::filesystem::path photo, std::vector<ScaledFile> wanted);
    awaitable<void> write_sheet(std::vector<SheetPhoto> photos, std::filesystem::path out);
    /// Throws Unavailable, in words for the operator.
    awaitable<void> check();

private:
    awaitable<ProcessResult> run(ConfinedRun what, std::size_t photos);
    awaitable<std::vector<PhotoReport>> inspect_some(std::span<PhotoFiles const> photos, FaceSearch faces);

    Clock& clock_;
    Log log_;
    std::filesystem::path program_;
};

}  // namespace aisha
