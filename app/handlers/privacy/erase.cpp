// Deleting everything of a person.
#include "database/repositories/job_repository.hpp"
#include "database/repositories/personal_data_repository.hpp"
#include "handlers/privacy/data_jobs.hpp"
#include "handlers/transcript/removal.hpp"
#include "texts/privacy.hpp"

namespace aisha::handlers::privacy {

namespace {

/// Objects that rows name, and those that are waiting to be removed.
std::vector<std::string> all_keys(Transaction& tx, UserId user) {
    auto keys = personal_data_repository::object_keys(tx, user);
    for (auto const& payload : job_repository::payloads_of_user(tx, user, transcript::RemoveObjects::kind)) {
        auto waiting = json::read<transcript::RemoveObjects>(json::parse(payload)).keys;
        keys.insert(keys.end(), std::make_move_iterator(waiting.begin()),
                    std::make_move_iterator(waiting.end()));
    }
    return keys;
}

}  // namespace

JobPolicy erase_policy() {
    constexpr auto patience = std::chrono::days(30);
    return {.at_once = 2, .timeout = std::chrono::hours(1), .give_up_after = patience};
}

awaitable<Outcome> run_erase(Context& context, EraseData job, JobRun run) {
    // Nobody's: the rows are gone, and this run goes on where another was interrupted.
    if (job.user != UserId{}) {
        auto const keys =
            co_await context.database.read([&](Transaction& tx) { return all_keys(tx, job.user); });
        for (auto const& key : keys) co_await context.store.remove(key);
        co_await context.database.write([&](Transaction& tx) {
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
