// The job that looks at the photos of an avatar.
#include "handlers/avatar/judge_photos.hpp"

#include "core/all_of.hpp"
#include "core/crash_point.hpp"
#include "core/limits/avatar.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "database/repositories/avatar_repository.hpp"
#include "handlers/avatar/receive_photo.hpp"
#include "handlers/avatar/remove_photos.hpp"
#include "handlers/work_folder.hpp"
#include "keyboards/avatar.hpp"

namespace aisha::handlers::avatar {

namespace {

using Fetched = PhotoUploadService::Fetched;
using Looked = PhotoUploadService::Looked;

/// What is looked at together.
struct Batch {
    std::optional<Avatar> avatar;
    std::vector<AvatarPhoto> waiting;
    std::vector<AvatarPhoto> valid;
};

Batch next_batch(Transaction& tx, AvatarId id) {
    Batch batch{.avatar = avatar_repository::find_for_job(tx, id), .waiting = {}, .valid = {}};
    if (!batch.avatar) return batch;
    batch.waiting = avatar_photo_repository::waiting(tx, id, limits::avatar_photos_batch);
    if (!batch.waiting.empty()) batch.valid = avatar_photo_repository::valid(tx, id);
    return batch;
}

awaitable<void> fetch_one(Context& context, Fetched& photo) {
    try {
        photo.file = co_await context.bot.fetch(photo.photo.file_id, photo.file);
    } catch (Refusal const& refusal) {
        photo.problem = refusal.reason() == RefusalReason::file_too_big ? PhotoProblem::too_many_bytes
                                                                        : PhotoProblem::file_gone;
    }
    reach(CrashPoint::file_downloaded);
}

awaitable<std::vector<Fetched>> fetch(Context& context, std::vector<AvatarPhoto> photos,
                                      std::filesystem::path const& folder) {
    std::vector<Fetched> fetched;
    for (auto& photo : photos) {
        auto const file = folder / fmt::format("{}", photo.id);
        fetched.push_back({std::move(photo), file, {}});
    }
    std::vector<awaitable<void>> fetches;
    for (auto& photo : fetched) fetches.push_back(fetch_one(context, photo));
    co_await all_of(std::move(fetches));
    co_return fetched;
}

/// Which photo it is about is said by replying to it.
void tell(Context& context, Transaction& tx, JudgedPhoto const& judged, Language language) {
    std::string why;
    switch (judged.verdict) {
        case PhotoVerdict::valid: return;
        case PhotoVerdict::invalid:
            why = texts::photo_problem(language, judged.problem.value(), photo_limits(context));
            break;
        case PhotoVerdict::duplicate: why = texts::photo_duplicate(language, judged.same_as); break;
    }
    context.outbox.send(tx, reply_to(judged.photo.chat_id, judged.photo.message_id, std::move(why)));
}

void settle(Context& context, Transaction& tx, AvatarId id, std::vector<Looked> const& looked,
            std::vector<PhotoJudgement> const& judgements) {
    auto const avatar = avatar_repository::find_for_job(tx, id);
    auto const language = avatar ? language_for(context, tx, avatar->user_id) : context.default_language;
    for (std::size_t i = 0; i < looked.size(); ++i) {
        auto const settled = context.avatars.uploads.settle(tx, looked[i], judgements.at(i));
        if (settled.judged) tell(context, tx, *settled.judged, language);
        // Where the avatar is gone, the person may be too, and nothing is to name them any more.
        remove_photos(context, tx, avatar ? std::optional(avatar->user_id) : std::nullopt, settled.removed);
    }
    if (avatar) show_progress(context, tx, *avatar, language, Counting::goes_on);
}

awaitable<void> judge_batch(Context& context, Batch batch, std::filesystem::path const& folder) {
    auto const id = batch.avatar->id;
    bool const shows_person = batch.avatar->shows_person();
    auto fetched = co_await fetch(context, std::move(batch.waiting), folder);
    auto const looked = co_await context.avatars.uploads.look(std::move(fetched), folder, shows_person);
    auto const judgements =
        co_await context.avatars.uploads.judge(looked, shows_person, std::move(batch.valid));
    for (std::size_t i = 0; i < looked.size(); ++i)
        if (judgements.at(i).verdict == PhotoVerdict::valid) co_await context.avatars.uploads.keep(looked[i]);
    reach(CrashPoint::object_stored);
    co_await context.database.write([&](Transaction& tx) { settle(context, tx, id, looked, judgements); });
}

awaitable<void> judge_all(Context& context, AvatarId id, JobRun const& run) {
    for (;;) {
        auto batch = co_await context.database.read([&](Transaction& tx) { return next_batch(tx, id); });
        if (!batch.avatar || batch.waiting.empty()) co_return;
        WorkFolder const folder(context, run);
        co_await judge_batch(context, std::move(batch), folder.path());
    }
}

void keep_waiting(Context& context, Transaction& tx, AvatarId id) {
    if (auto const avatar = avatar_repository::find_for_job(tx, id))
        show_progress(context, tx, *avatar, language_for(context, tx, avatar->user_id), Counting::waits);
}

}  // namespace

void judge_soon(Context& context, Transaction& tx, Avatar const& avatar) {
    context.jobs.enqueue(tx, JudgePhotos{avatar.id},
                         {.unique_key = fmt::format("avatar {}", avatar.id), .owner = avatar.user_id});
}

JobPolicy judge_photos_policy() {
    return {.at_once = limits::avatar_judgings_at_once,
            .of_one_owner = 1,
            .rate = {},
            .timeout = limits::avatar_judging_max};
}

awaitable<Outcome> judge_photos(Context& context, JudgePhotos job, JobRun run) {
    std::exception_ptr away;
    try {
        co_await judge_all(context, job.avatar, run);
    } catch (Unavailable const&) {
        away = std::current_exception();
    }
    if (away) {
        co_await context.database.write([&](Transaction& tx) { keep_waiting(context, tx, job.avatar); });
        std::rethrow_exception(away);
    }
    // A photo that came after the last look found this job unfinished, and so made none of its own.
    co_return Done{[&context, id = job.avatar](Transaction& tx) {
        auto const batch = next_batch(tx, id);
        if (batch.avatar && !batch.waiting.empty()) judge_soon(context, tx, *batch.avatar);
    }};
}

void judge_photos_failed(Context& context, Transaction& tx, JudgePhotos const& job,
                         JobFailure const& failure) {
    auto const avatar = avatar_repository::find_for_job(tx, job.avatar);
    if (!avatar) return;
    auto const language = language_for(context, tx, avatar->user_id);
    auto message =
        message_to(ChatId{avatar->user_id.value}, texts::photos_not_looked_at(language, failure.reference));
    message.reply_markup = keyboards::avatar_retry(language, avatar->id);
    context.outbox.send(tx, message);
}

texts::PhotoLimits photo_limits(Context const& context) {
    auto const& rules = context.avatars.service.rules();
    return {rules.photos_min, rules.photos_max, rules.photo_bytes_max};
}

}  // namespace aisha::handlers::avatar
