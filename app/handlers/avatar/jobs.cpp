// The kinds of jobs that avatars have.
#include "handlers/avatar/jobs.hpp"

#include "handlers/avatar/gallery.hpp"
#include "handlers/avatar/judge_photos.hpp"
#include "handlers/avatar/remove_objects.hpp"

namespace aisha::handlers::avatar {

void add_jobs(Workers& workers, Context& context) {
    workers.add<JudgePhotos>(
        judge_photos_policy(),
        [&context](JudgePhotos job, JobRun run) { return judge_photos(context, job, std::move(run)); },
        [&context](Transaction& tx, JudgePhotos const& job, JobFailure const& failure) {
            judge_photos_failed(context, tx, job, failure);
        });
    workers.add<RemoveObjects>(
        remove_objects_policy(),
        [&context](RemoveObjects job, JobRun const&) { return remove_objects(context, std::move(job)); },
        [](Transaction&, RemoveObjects const&, JobFailure const&) {});
    workers.add<ShowPhotos>(
        show_photos_policy(),
        [&context](ShowPhotos job, JobRun run) { return show_photos(context, job, std::move(run)); },
        [&context](Transaction& tx, ShowPhotos const& job, JobFailure const& failure) {
            show_photos_failed(context, tx, job, failure);
        });
}

}  // namespace aisha::handlers::avatar
