// Counting jobs, and the words for it.
#include "cli/doctor_jobs.hpp"

#include "core/limits/queue.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace aisha::cli {

namespace {

using job_repository::KindCount;

std::string counted(KindCount const& count, Time now) {
    auto words = fmt::format("{} {}", count.jobs, json::name_of(count.state));
    if (count.state == JobState::available && count.oldest)
        words +=
            fmt::format(" (the oldest for {:%T})",
                        std::chrono::floor<std::chrono::seconds>(std::max(Duration{}, now - *count.oldest)));
    return words;
}

}  // namespace

awaitable<JobsView> look_at_jobs(Database& database, Time now) {
    co_return co_await database.read([now](Transaction& tx) {
        return JobsView{job_repository::unfinished(tx),
                        job_repository::ended(tx, now - limits::ended_shown_for),
                        job_repository::quarantined(tx, limits::quarantined_shown)};
    });
}

std::string counts_in_words(JobsView const& view, Time now) {
    std::map<std::string, std::string> kinds;
    for (auto const& count : view.unfinished) {
        auto& words = kinds[count.kind];
        words += (words.empty() ? "" : ", ") + counted(count, now);
    }
    std::map<std::string, std::string> ended;
    for (auto const& count : view.ended) {
        auto& words = ended[count.kind];
        words += (words.empty() ? "" : ", ") + counted(count, now);
    }
    for (auto const& [kind, words] : ended) {
        auto& line = kinds[kind];
        line += fmt::format("{}in {} h {}", line.empty() ? "" : "; ",
                            std::chrono::hours(limits::ended_shown_for).count(), words);
    }
    std::string all;
    for (auto const& [kind, words] : kinds)
        all += fmt::format("{}{}: {}", all.empty() ? "" : " | ", kind, words);
    return all.empty() ? "none" : all;
}

std::string quarantine_in_words(JobsView const& view) {
    std::string all;
    for (auto const& job : view.quarantined)
        all += fmt::format("{}{} ({}, {:%F %R} UTC): {}", all.empty() ? "" : " | ", job.id, job.kind,
                           std::chrono::floor<std::chrono::seconds>(job.finished_at.value_or(Time{})),
                           job.last_error.value_or("no reason"));
    return all;
}

}  // namespace aisha::cli
