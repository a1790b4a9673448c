// The screens of whoever runs the bot: today's figures, people, invitations, jobs. One message, edited by its
// buttons. Only admins get here (`only`).
#pragma once

#include "handlers/context.hpp"
#include "keyboards/admin.hpp"

namespace aisha::handlers::admin {

/// The admin who sent this in a private chat. Everybody else gets what they would get for a command or a
/// button that does not exist.
std::optional<Person> only(Context& context, Transaction& tx, bot::Incoming const& incoming);

/// /admin: figures of today and what is wrong.
void overview(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin);
/// A button that opens a screen.
void open(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
          keyboards::OpenAdmin const& button);

/// /people, and with words after it those of that name, user name or number.
void people(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin);
/// A person's card, and what can be done: ban (queued work is cancelled), unban, let in.
void person(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
            keyboards::AdminPerson const& button);

/// /invite PEOPLE DAYS: a new link; alone, the list of invitations.
void invite(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin);
void make_invite(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
                 keyboards::MakeInvite const& button);
void withdraw_invite(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
                     keyboards::WithdrawInvite const& button);

/// A job's card, and what can be done with it.
void job(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
         keyboards::AdminJob const& button);

// For the screens among themselves.

/// What follows the command in a message, without white space around it.
std::string argument_of(bot::Incoming const& incoming);
void show_people(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
                 int page);
void show_invites(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin);
void show_jobs(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
               keyboards::OpenAdmin const& where);

}  // namespace aisha::handlers::admin
