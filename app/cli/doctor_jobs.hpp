// The queue as the doctor sees it.
#pragma once

#include "database/database.hpp"
#include "database/repositories/job_repository.hpp"

#include <string>
#include <vector>

namespace aisha::cli {

/// Described for --json.
struct JobsView {
    std::vector<job_repository::KindCount> unfinished;
    std::vector<job_repository::KindCount> ended;  ///< within limits::ended_shown_for
    std::vector<job_repository::Quarantined> quarantined;
};
BOOST_DESCRIBE_STRUCT(JobsView, (), (unfinished, ended, quarantined))

awaitable<JobsView> look_at_jobs(Database& database, Time now);

/// "transcribe_recording: 3 available (the oldest for 0:02:10), 1 running, in 24 h 120 done"; "none".
std::string counts_in_words(JobsView const& view, Time now);
/// "17 (transcribe_recording, 2026-11-28 10:00 UTC): the process died 3 times with it in hand"; empty where
/// there is none.
std::string quarantine_in_words(JobsView const& view);

}  // namespace aisha::cli
