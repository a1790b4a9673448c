// The jobs about all of a person's data: packing it up, and deleting it.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"

namespace aisha::handlers::privacy {

/// Packs everything of a person into archives and sends them.
struct ExportData {
    static constexpr std::string_view kind = "export_data";
    UserId user;
    ChatId chat;
    Language language = Language::en;
};
BOOST_DESCRIBE_STRUCT(ExportData, (), (user, chat, language))

JobPolicy export_policy();
awaitable<Outcome> run_export(Context& context, ExportData job, JobRun run);
void export_failed(Context& context, Transaction& tx, ExportData const& job, JobFailure const& failure);

/// Deletes everything of a person: objects first, then all rows at once, this job's own words included.
struct EraseData {
    static constexpr std::string_view kind = "erase_data";
    UserId user;
    ChatId chat;
    Language language = Language::en;
};
BOOST_DESCRIBE_STRUCT(EraseData, (), (user, chat, language))

JobPolicy erase_policy();
awaitable<Outcome> run_erase(Context& context, EraseData job, JobRun run);
void erase_failed(Context& context, Transaction& tx, EraseData const& job, JobFailure const& failure);

}  // namespace aisha::handlers::privacy
