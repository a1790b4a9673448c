// All jobs on one screen: which function runs what.
#include "handlers/jobs.hpp"

#include "handlers/avatar/gallery.hpp"
#include "handlers/avatar/judge_photos.hpp"
#include "handlers/avatar/remove_photos.hpp"
#include "handlers/group/group.hpp"
#include "handlers/privacy/data_jobs.hpp"
#include "handlers/privacy/housekeeping.hpp"
#include "handlers/transcript/queue.hpp"
#include "handlers/transcript/removal.hpp"
#include "handlers/transcript/text.hpp"
#include "handlers/transcript/transcribe.hpp"
#include "handlers/transcript/write_note.hpp"

namespace aisha::handlers {

namespace {

template <JobType Job>
void add(Workers& workers, Context& context, JobPolicy const& policy,
         awaitable<Outcome> (*run)(Context&, Job, JobRun),
         void (*failed)(Context&, Transaction&, Job const&, JobFailure const&)) {
    workers.add<Job>(
        policy,
        [&context, run](Job job, JobRun job_run) { return run(context, std::move(job), std::move(job_run)); },
        [&context, failed](Transaction& tx, Job const& job, JobFailure const& failure) {
            failed(context, tx, job, failure);
        });
}

}  // namespace

void add_jobs(Workers& workers, Context& context, int speech_per_minute) {
    using namespace transcript;
    context.jobs.when<TranscribeRecording>(
        [&context](Transaction& tx, TranscribeRecording const& job) { cancelled(context, tx, job); },
        [&context](Transaction& tx, TranscribeRecording const& job) { retried(context, tx, job); });
    context.jobs.when<ReadText>(
        [&context](Transaction& tx, ReadText const& job) { read_text_cancelled(context, tx, job); },
        [&context](Transaction& tx, ReadText const& job) { read_text_retried(context, tx, job); });
    context.jobs.when<WriteNote>(
        [&context](Transaction& tx, WriteNote const& job) { write_note_cancelled(context, tx, job); },
        [&context](Transaction& tx, WriteNote const& job) { write_note_retried(context, tx, job); });
    add<TranscribeRecording>(workers, context, transcribe_policy(speech_per_minute), transcribe,
                             transcribe_failed);
    add<ReadText>(workers, context, read_text_policy(), read_text, read_text_failed);
    add<WriteNote>(workers, context, write_note_policy(), write_note, write_note_failed);
    add<WriteTitle>(workers, context, write_title_policy(), write_title, write_title_failed);
    add<RemoveObjects>(workers, context, removal_policy(), run_removal, removal_failed);
    add<avatar::JudgePhotos>(workers, context, avatar::judge_photos_policy(), avatar::judge_photos,
                             avatar::judge_photos_failed);
    add<avatar::ShowPhotos>(workers, context, avatar::show_photos_policy(), avatar::show_photos,
                            avatar::show_photos_failed);
    add<avatar::RemovePhotos>(workers, context, avatar::remove_photos_policy(), avatar::run_remove_photos,
                              avatar::remove_photos_failed);
    add<group::ChangeGroup>(workers, context, group::change_policy(), group::run_change,
                            group::change_failed);
    add<privacy::ExportData>(workers, context, privacy::export_policy(), privacy::run_export,
                             privacy::export_failed);
    add<privacy::EraseData>(workers, context, privacy::erase_policy(), privacy::run_erase,
                            privacy::erase_failed);
    add<privacy::Housekeeping>(workers, context, privacy::housekeeping_policy(), privacy::run_housekeeping,
                               privacy::housekeeping_failed);
}

}  // namespace aisha::handlers
