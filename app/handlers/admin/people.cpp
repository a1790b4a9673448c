// People, as whoever runs the bot sees them.
#include "bot/callback_data.hpp"
#include "bot/html.hpp"
#include "core/limits/access.hpp"
#include "database/repositories/admin_repository.hpp"
#include "database/repositories/quota_repository.hpp"
#include "database/repositories/transcript_repository.hpp"
#include "database/repositories/user_repository.hpp"
#include "handlers/admin/screens.hpp"
#include "handlers/transcript/removal.hpp"
#include "handlers/transcript/transcribe.hpp"
#include "texts/access.hpp"
#include "texts/admin.hpp"
#include "texts/filled.hpp"

#include <charconv>

namespace aisha::handlers::admin {

namespace {

using Row = admin_repository::Person;
using keyboards::PersonAction;

std::string name_of(Row const& row) {
    return row.last_name ? row.first_name + " " + *row.last_name : row.first_name;
}

keyboards::Entry entry(Row const& row) {
    auto label = bot::html::shortened(name_of(row), limits::admin_name_units);
    if (row.username) label += " @" + *row.username;
    if (row.banned_at) label = "🚫 " + label;
    return {std::move(label), bot::pack(keyboards::AdminPerson{PersonAction::show, row.id})};
}

/// A page of what may be more: one entry too many shows that there is.
bool cut_to_page(std::vector<Row>& rows) {
    bool const has_more = std::ssize(rows) > limits::admin_page;
    if (has_more) rows.resize(limits::admin_page);
    return has_more;
}

void show_list(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
               std::string title, std::vector<Row> const& rows, keyboards::Page const& page) {
    auto const& words = texts::admin(admin.language);
    std::vector<keyboards::Entry> entries;
    for (auto const& row : rows) entries.push_back(entry(row));
    if (rows.empty()) title += "\n\n" + words.people_empty;
    show(context, tx, incoming, title + "\n\n" + words.people_hint,
         keyboards::admin_list(admin.language, entries, page));
}

std::optional<UserId> number_in(std::string const& words) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(words.data(), words.data() + words.size(), number);
    if (error != std::errc() || end != words.data() + words.size()) return std::nullopt;
    return UserId{number};
}

std::string standing_of(Context const& context, Language language, User const& user) {
    auto const& words = texts::admin(language);
    if (context.access.is_admin(user.id)) return words.stands_admin;
    switch (context.access.standing(user)) {
        case AccessService::Standing::welcome: return words.stands_open;
        case AccessService::Standing::stranger: return words.stands_stranger;
        case AccessService::Standing::banned: return words.stands_banned;
    }
    throw std::logic_error("no words for this standing");
}

std::vector<PersonAction> actions_for(Context const& context, User const& user) {
    if (context.access.is_admin(user.id)) return {};
    switch (context.access.standing(user)) {
        case AccessService::Standing::welcome: return {PersonAction::ban};
        case AccessService::Standing::stranger: return {PersonAction::admit, PersonAction::ban};
        case AccessService::Standing::banned: return {PersonAction::unban};
    }
    throw std::logic_error("no actions for this standing");
}

void show_card(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
               UserId id) {
    auto const& words = texts::admin(admin.language);
    auto const row = admin_repository::person(tx, id);
    auto const user = user_repository::find(tx, id);
    if (!row || !user) return incoming.answer(words.gone);
    auto const day = std::chrono::floor<std::chrono::days>(context.clock.now()).time_since_epoch().count();
    auto text = texts::filled(words.person, bot::html::escape(name_of(*row)),
                              row->username ? "@" + bot::html::escape(*row->username) : "", id,
                              texts::moment(admin.language, row->created_at),
                              texts::moment(admin.language, row->seen_at),
                              standing_of(context, admin.language, *user));
    text += "\n" + texts::filled(words.used_today,
                                 texts::span(admin.language,
                                             Duration(quota_repository::used(tx, id, day, QuotaKind::audio))),
                                 quota_repository::used(tx, id, day, QuotaKind::texts));
    show(context, tx, incoming, std::move(text),
         keyboards::admin_person(admin.language, id, actions_for(context, *user)));
}

/// What waits or runs for a person ends without a word: they get the one sentence when they write again.
void end_work_of(Context& context, Transaction& tx, UserId id) {
    for (auto const& open : transcript_repository::unfinished(tx, id)) {
        context.jobs.put_aside<transcript::TranscribeRecording>(tx, std::to_string(open.id.value),
                                                                "the person is banned");
        context.transcripts.fail(tx, open.id);
        transcript::remove_placeholder(context, tx, open);
    }
}

}  // namespace

void show_people(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
                 int page) {
    constexpr int last_page = 1'000'000;
    page = std::clamp(page, 0, last_page);
    auto rows =
        admin_repository::people(tx, context.clock.now(), page * limits::admin_page, limits::admin_page + 1);
    bool const has_more = cut_to_page(rows);
    show_list(context, tx, incoming, admin, texts::admin(admin.language).people_title, rows,
              {keyboards::AdminScreen::people, page, has_more});
}

void people(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin) {
    auto const words = argument_of(incoming);
    if (words.empty()) return show_people(context, tx, incoming, admin, 0);
    std::vector<Row> rows;
    if (auto const number = number_in(words))
        if (auto row = admin_repository::person(tx, *number)) rows.push_back(*std::move(row));
    if (rows.empty()) rows = admin_repository::people_named(tx, words, limits::admin_page);
    show_list(context, tx, incoming, admin,
              texts::filled(texts::admin(admin.language).people_found, bot::html::escape(words)), rows, {});
}

void person(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
            keyboards::AdminPerson const& button) {
    switch (button.action) {
        case PersonAction::show: break;
        case PersonAction::ban:
            if (context.access.ban(tx, button.person)) end_work_of(context, tx, button.person);
            incoming.log.info("banned", "user", button.person, "by", admin.id);
            break;
        case PersonAction::unban:
            context.access.unban(tx, button.person);
            incoming.log.info("unbanned", "user", button.person, "by", admin.id);
            break;
        case PersonAction::admit:
            context.access.admit(tx, button.person);
            incoming.log.info("admitted", "user", button.person, "by", admin.id);
            break;
    }
    show_card(context, tx, incoming, admin, button.person);
}

}  // namespace aisha::handlers::admin
