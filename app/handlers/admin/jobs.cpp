// Jobs, as whoever runs the bot sees them.
#include "bot/callback_data.hpp"
#include "bot/html.hpp"
#include "core/limits/access.hpp"
#include "database/repositories/admin_repository.hpp"
#include "handlers/admin/screens.hpp"
#include "texts/admin.hpp"
#include "texts/filled.hpp"

namespace aisha::handlers::admin {

namespace {

using Row = admin_repository::Job;
using keyboards::JobAction;

void show_card(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
               JobId id) {
    auto const& words = texts::admin(admin.language);
    auto const row = admin_repository::job(tx, id);
    if (!row) return incoming.answer(words.gone);
    auto text = texts::filled(words.job, row->id, bot::html::escape(row->kind),
                              texts::state_name(admin.language, row->state), row->attempts,
                              texts::moment(admin.language, row->created_at));
    if (row->last_error)
        text += "\n" + texts::filled(words.job_error, bot::html::escape(bot::html::shortened(
                                                          *row->last_error, limits::admin_error_units)));
    show(context, tx, incoming, std::move(text), keyboards::admin_job(admin.language, id, row->state));
}

}  // namespace

void show_jobs(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
               keyboards::OpenAdmin const& where) {
    constexpr int last_page = 1'000'000;
    auto const& words = texts::admin(admin.language);
    bool const waiting = where.screen == keyboards::AdminScreen::waiting;
    auto const page = std::clamp(where.page, 0, last_page);
    auto const offset = page * limits::admin_page;
    auto rows = waiting ? admin_repository::unfinished_jobs(tx, offset, limits::admin_page + 1)
                        : admin_repository::jobs_ended_badly(tx, offset, limits::admin_page + 1);
    bool const has_more = std::ssize(rows) > limits::admin_page;
    if (has_more) rows.resize(limits::admin_page);
    std::vector<keyboards::Entry> entries;
    for (auto const& row : rows)
        entries.push_back(
            {fmt::format("{} · {} · {}", row.id, row.kind, texts::state_name(admin.language, row.state)),
             bot::pack(keyboards::AdminJob{JobAction::show, row.id})});
    auto text = waiting ? words.waiting_title : words.troubled_title;
    if (rows.empty()) text += "\n\n" + (waiting ? words.waiting_empty : words.troubled_empty);
    show(context, tx, incoming, std::move(text),
         keyboards::admin_list(admin.language, entries, {where.screen, page, has_more}));
}

void job(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
         keyboards::AdminJob const& button) {
    auto const& words = texts::admin(admin.language);
    bool done = true;
    switch (button.action) {
        case JobAction::show: break;
        case JobAction::run:
            done = context.jobs.retry(tx, button.job);
            incoming.answer(words.job_runs_again);
            break;
        case JobAction::call_off:
            done = context.jobs.cancel(tx, button.job);
            incoming.answer(words.job_called_off);
            break;
        case JobAction::dismiss:
            done = admin_repository::dismiss(tx, button.job, context.clock.now());
            incoming.answer(words.job_dismissed);
            break;
    }
    if (!done) incoming.answer(words.job_gone);
    else if (button.action != JobAction::show)
        incoming.log.info("job_by_admin", "action", json::name_of(button.action), "job", button.job, "by",
                          admin.id);
    show_card(context, tx, incoming, admin, button.job);
}

}  // namespace aisha::handlers::admin
