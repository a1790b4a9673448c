// What whoever runs the bot reads, in English.
#include "texts/admin.hpp"

namespace aisha::texts {

AdminTexts admin_english() {
    return {
        .help_admin = "/admin – today’s figures, people, invitations, jobs",
        .figures = "<b>Today</b> (since midnight UTC)\n"
                   "People: {}\nRecordings: {}, {} of them turned into text\nFailed: {}\n\n"
                   "<b>Now</b>\nJobs that wait or run: {}\nJobs in quarantine: {}\n"
                   "Messages today that may have come twice or not at all: {}",
        .warnings = "<b>Something needs you</b>",
        .people_title = "<b>People</b>, who wrote last first",
        .people_empty = "Nobody here.",
        .people_found = "<b>Found for</b> {}",
        .people_hint = "To search: /people and a name, @username or number.",
        .person = "<b>{}</b> {}\nNumber: <code>{}</code>\nFirst seen: {}\nLast seen: {}\n{}",
        .used_today = "Today: {} of recordings, {} in all",
        .stands_open = "May use the bot.",
        .stands_stranger = "A stranger: the bot is closed to them.",
        .stands_admin = "Runs this bot.",
        .stands_banned = "Banned.",
        .invites_title = "<b>Invitations</b> that still let people in",
        .invites_empty = "There are none.",
        .invites_off = "Invitations only count with <code>ACCESS=invite</code>.",
        .invite_made = "This link lets in this many people: {}, until {}.\n\n{}",
        .invite_line = "{}\nused {} of {}, until {}",
        .invite_hint = "Make one with a button, or with other numbers: /invite PEOPLE DAYS",
        .invite_button = "New: {} × {} d",
        .waiting_title = "<b>Jobs that wait or run</b>, the oldest first",
        .waiting_empty = "Nothing waits.",
        .troubled_title = "<b>Jobs that failed or are in quarantine</b>, the newest first",
        .troubled_empty = "There are none.",
        .job = "<b>Job {}</b>\nKind: {}\nState: {}\nRuns: {}\nSince: {}",
        .job_error = "Last error: {}",
        .job_runs_again = "It runs again.",
        .job_called_off = "Stopped. Who waited for it has been told.",
        .job_dismissed = "Done with.",
        .job_gone = "Nothing to do here any more.",
        .gone = "This is not here any more.",
        .button_refresh = "Refresh",
        .button_people = "People",
        .button_invites = "Invitations",
        .button_waiting = "Jobs at work",
        .button_troubled = "Failed jobs",
        .button_back = "Back",
        .button_older = "More",
        .button_newer = "Previous",
        .button_ban = "Ban",
        .button_unban = "Unban",
        .button_admit = "Let in",
        .button_withdraw = "Withdraw …{}",
        .button_run = "Run now",
        .button_call_off = "Stop",
        .button_dismiss = "Done with",
    };
}

}  // namespace aisha::texts
