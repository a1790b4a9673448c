// Deleting what has expired.
#include "handlers/privacy/housekeeping.hpp"

#include "core/limits/history.hpp"
#include "database/repositories/history_repository.hpp"
#include "handlers/transcript/removal.hpp"

#include <limits>

namespace aisha::handlers::privacy {

namespace {

void remove_all(Context& context, Transaction& tx,
                std::vector<history_repository::Owned> const& transcripts) {
    for (auto const& one : transcripts)
        transcript::remove_objects(context, tx, one.user_id,
                                   context.transcripts.remove(tx, one.user_id, one.id));
}

/// One portion; false where nothing was left to do.
bool tidy_up(Context& context, Transaction& tx) {
    auto const now = context.clock.now();
    auto const expired = history_repository::expired(tx, now, limits::housekeeping_rows);
    remove_all(context, tx, expired);
    std::size_t done = expired.size();
    if (auto const days = context.privacy.keep_days) {
        auto const old =
            history_repository::older_than(tx, now - std::chrono::days(*days), limits::housekeeping_rows);
        remove_all(context, tx, old);
        done += old.size();
    }
    done += static_cast<std::size_t>(
        history_repository::prune_searches(tx, now - limits::searches_kept_for, limits::housekeeping_rows));
    return done + context.transcripts.prepare_old(tx) > 0;
}

}  // namespace

void begin_housekeeping(Context& context, Transaction& tx) {
    context.jobs.enqueue(tx, Housekeeping{}, {.unique_key = "housekeeping"});
}

JobPolicy housekeeping_policy() {
    // It is there for as long as the service is, and what goes wrong today may go well tomorrow.
    constexpr auto for_ever = std::chrono::years(100);
    return {.give_up_after = std::chrono::duration_cast<Duration>(for_ever),
            .errors_max = std::numeric_limits<int>::max()};
}

awaitable<Outcome> run_housekeeping(Context& context, Housekeeping /*job*/, JobRun /*run*/) {
    while (co_await context.database.write([&](Transaction& tx) { return tidy_up(context, tx); })) {}
    co_return Later{limits::housekeeping_every};
}

void housekeeping_failed(Context& /*context*/, Transaction& /*tx*/, Housekeeping const& /*job*/,
                         JobFailure const& /*failure*/) {
    // The worker has logged it; the next start begins anew.
}

}  // namespace aisha::handlers::privacy
