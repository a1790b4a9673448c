// What whoever runs the bot reads in the chat, in English and Russian.
#pragma once

#include "core/clock.hpp"
#include "database/models/job.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace aisha::texts {

struct AdminTexts {
    std::string help_admin;

    /// {} people, {} recordings, {} their length, {} failed, {} unfinished, {} in quarantine, {} unknown
    std::string figures;
    std::string warnings;  ///< heading above texts/warnings.hpp

    std::string people_title;
    std::string people_empty;
    std::string people_found;  ///< {} what was looked for
    std::string people_hint;   ///< how to search
    std::string
        person;  ///< {} name, {} user name or nothing, {} id, {} first seen, {} last seen, {} standing
    std::string used_today;   ///< {} audio, {} recordings
    std::string stands_open;  ///< standings
    std::string stands_stranger;
    std::string stands_admin;
    std::string stands_banned;

    std::string invites_title;
    std::string invites_empty;
    std::string invites_off;    ///< ACCESS is not invite
    std::string invite_made;    ///< {} how many, {} until, {} link
    std::string invite_line;    ///< {} link, {} used, {} of, {} until
    std::string invite_hint;    ///< /invite PEOPLE DAYS
    std::string invite_button;  ///< {} people, {} days

    std::string waiting_title;
    std::string waiting_empty;
    std::string troubled_title;
    std::string troubled_empty;
    std::string job;             ///< {} number, {} kind, {} state, {} runs, {} since when
    std::string job_error;       ///< {}
    std::string job_runs_again;  ///< short notices
    std::string job_called_off;
    std::string job_dismissed;
    std::string job_gone;
    std::string gone;

    std::string button_refresh;
    std::string button_people;
    std::string button_invites;
    std::string button_waiting;
    std::string button_troubled;
    std::string button_back;
    std::string button_older;
    std::string button_newer;
    std::string button_ban;
    std::string button_unban;
    std::string button_admit;
    std::string button_withdraw;  ///< {} end of the link
    std::string button_run;
    std::string button_call_off;
    std::string button_dismiss;
};
BOOST_DESCRIBE_STRUCT(AdminTexts, (),
                      (help_admin, figures, warnings, people_title, people_empty, people_found, people_hint,
                       person, used_today, stands_open, stands_stranger, stands_admin, stands_banned,
                       invites_title, invites_empty, invites_off, invite_made, invite_line, invite_hint,
                       invite_button, waiting_title, waiting_empty, troubled_title, troubled_empty, job,
                       job_error, job_runs_again, job_called_off, job_dismissed, job_gone, gone,
                       button_refresh, button_people, button_invites, button_waiting, button_troubled,
                       button_back, button_older, button_newer, button_ban, button_unban, button_admit,
                       button_withdraw, button_run, button_call_off, button_dismiss))

AdminTexts const& admin(Language language);
/// For admin.cpp.
AdminTexts admin_english();
AdminTexts admin_russian();

/// A job's state in a word.
std::string state_name(Language language, JobState state);
/// "22 Nov 2026, 10:15 UTC".
std::string moment(Language language, Time time);

}  // namespace aisha::texts
