// A folder for the files of one job's run.
#pragma once

#include "handlers/context.hpp"
#include "jobs/job.hpp"

#include <filesystem>

namespace aisha::handlers {

/// Vanishes with everything in it.
class WorkFolder {
public:
    WorkFolder(Context& context, JobRun const& run);
    ~WorkFolder();
    WorkFolder(WorkFolder const&) = delete;
    WorkFolder& operator=(WorkFolder const&) = delete;
    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace aisha::handlers
