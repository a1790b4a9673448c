// What is done every few minutes without anybody asking: deleting what has expired.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

namespace aisha::handlers::privacy {

/// Deletes recordings and texts whose time is over, by the person's choice or the operator's, forgets old
/// searches, and makes texts searchable that came before there was search. Never ends.
struct Housekeeping {
    static constexpr std::string_view kind = "housekeeping";
};
BOOST_DESCRIBE_STRUCT(Housekeeping, (), ())

/// There is one, however many processes there are.
void begin_housekeeping(Context& context, Transaction& tx);

JobPolicy housekeeping_policy();
awaitable<Outcome> run_housekeeping(Context& context, Housekeeping job, JobRun run);
void housekeeping_failed(Context& context, Transaction& tx, Housekeeping const& job,
                         JobFailure const& failure);

}  // namespace aisha::handlers::privacy
