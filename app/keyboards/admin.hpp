// The buttons of whoever runs the bot. What they carry comes from clients: each press is checked to be an
// admin's.
#pragma once

#include "bot/types.hpp"
#include "database/models/access.hpp"
#include "database/models/job.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace aisha::keyboards {

enum class AdminScreen { overview, people, invites, waiting, troubled };
BOOST_DESCRIBE_ENUM(AdminScreen, overview, people, invites, waiting, troubled)

/// Opens a screen; `page` counts from 0.
struct OpenAdmin {
    static constexpr std::string_view prefix = "admin";
    AdminScreen screen = AdminScreen::overview;
    int page = 0;
};
BOOST_DESCRIBE_STRUCT(OpenAdmin, (), (screen, page))

enum class PersonAction { show, ban, unban, admit };
BOOST_DESCRIBE_ENUM(PersonAction, show, ban, unban, admit)

struct AdminPerson {
    static constexpr std::string_view prefix = "person";
    PersonAction action = PersonAction::show;
    UserId person;
};
BOOST_DESCRIBE_STRUCT(AdminPerson, (), (action, person))

struct MakeInvite {
    static constexpr std::string_view prefix = "invite";
    int people = 1;
    int days = 1;
};
BOOST_DESCRIBE_STRUCT(MakeInvite, (), (people, days))

struct WithdrawInvite {
    static constexpr std::string_view prefix = "withdraw";
    InviteId invite;
};
BOOST_DESCRIBE_STRUCT(WithdrawInvite, (), (invite))

enum class JobAction { show, dismiss };
BOOST_DESCRIBE_ENUM(JobAction, show, dismiss)

struct AdminJob {
    static constexpr std::string_view prefix = "job";
    JobAction action = JobAction::show;
    JobId job;
};
BOOST_DESCRIBE_STRUCT(AdminJob, (), (action, job))

bot::InlineKeyboardMarkup admin_overview(Language language);

/// One line of a list: its label, plain text, and what it opens.
struct Entry {
    std::string label;
    std::string data;
};
/// A list with a way to the page before, the page after, and back.
struct Page {
    AdminScreen screen = AdminScreen::people;
    int number = 0;
    bool has_more = false;
};
bot::InlineKeyboardMarkup admin_list(Language language, std::vector<Entry> const& entries, Page const& page);

bot::InlineKeyboardMarkup admin_person(Language language, UserId person,
                                       std::vector<PersonAction> const& actions);
bot::InlineKeyboardMarkup admin_invites(Language language, std::vector<Invite> const& invites);
bot::InlineKeyboardMarkup admin_job(Language language, JobId job, JobState state);

}  // namespace aisha::keyboards
