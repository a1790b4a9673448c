// Deleting everything of a person.
#include "database/repositories/job_repository.hpp"
#include "database/repositories/personal_data_repository.hpp"
#include "handlers/avatar/remove_photos.hpp"
#include "handlers/privacy/data_jobs.hpp"
#include "handlers/transcript/removal.hpp"
#include "texts/privacy.hpp"

namespace aisha::handlers::privacy {

namespace {

using Keys = std::vector<std::string>;

void add(Keys& keys, Keys more) {
    keys.insert(keys.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// Objects that are waiting to be removed by jobs of this kind.
template <JobType Removal>
Keys waiting(Transaction& tx, UserId user) {
    Keys keys;
    for (auto const& payload : job_repository::payloads_of_user(tx, user, Removal::kind))
        add(keys, json::read<Removal>(json::parse(payload)).keys);
    return keys;
}

/// The objects of a person that there are or may be, in the store of recordings.
Keys recordings_of(Transaction& tx, UserId user) {
    auto keys = personal_data_repository::object_keys(tx, user);
    add(keys, waiting<transcript::RemoveObjects>(tx, user));
    return keys;
}

/// And in that of avatars.
Keys photos_of(Context& context, Transaction& tx, UserId user) {
    auto keys = waiting<avatar::RemovePhotos>(tx, user);
    auto [photos, late_photos] = context.avatars.service.objects_of(tx, user);
    add(keys, std::move(photos));
    add(keys, std::move(late_photos));
    return keys;
}

/// Whoever looks at a photo in this moment may still bring it into the store: so photos are removed once more
/// when that has ended in any case. Their keys name no person.
void remove_late_photos(Context& context, Transaction& tx, UserId user) {
    avatar::remove_photos(context, tx, {}, {.keys = {}, .late_keys = photos_of(context, tx, user)});
}

}  // namespace

JobPolicy erase_policy() {
    constexpr auto patience = std::chrono::days(30);
    return {.at_once = 2, .timeout = std::chrono::hours(1), .give_up_after = patience};
}

awaitable<Outcome> run_erase(Context& context, EraseData job, JobRun run) {
    // Nobody's: the rows are gone, and this run goes on where another was interrupted.
    if (job.user != UserId{}) {
        auto const [recordings, photos] = co_await context.database.read([&](Transaction& tx) {
            return std::pair(recordings_of(tx, job.user), photos_of(context, tx, job.user));
        });
        for (auto const& key : recordings) co_await context.store.remove(key);
        for (auto const& key : photos) co_await context.avatars.store.remove(key);
        co_await context.database.write([&](Transaction& tx) {
            remove_late_photos(context, tx, job.user);
            personal_data_repository::erase(tx, job.user, run.id, json::dump(json::write(EraseData{})));
            context.outbox.send_and_forget(tx, message_to(job.chat, texts::privacy(job.language).erased));
        });
    }
    co_await context.database.scrub();
    co_return Done{};
}

void erase_failed(Context& context, Transaction& tx, EraseData const& job, JobFailure const& failure) {
    if (job.user != UserId{})
        context.outbox.send(tx, message_to(job.chat, texts::erase_failed(job.language, failure.reference)));
}

}  // namespace aisha::handlers::privacy
