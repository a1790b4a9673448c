// A folder for the files of one job's run.
#include "handlers/work_folder.hpp"

namespace aisha::handlers {

WorkFolder::WorkFolder(Context& context, JobRun const& run)
    : path_(context.temporary_folder / fmt::format("job-{}-{}", run.id, context.clock.token(8))) {
    std::filesystem::create_directories(path_);
}

WorkFolder::~WorkFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace aisha::handlers
