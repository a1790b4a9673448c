// Groups: recordings that somebody asks for, or all of them.
#pragma once

#include "handlers/context.hpp"
#include "jobs/worker.hpp"
#include "keyboards/settings.hpp"

namespace aisha::handlers::group {

/// /transcribe, in reply to a recording; in private chats too.
void transcribe(Context& context, Transaction& tx, bot::Incoming const& incoming);

/// Whether recordings are turned into text here without being asked for.
bool is_automatic(Transaction& tx, bot::Chat const& chat);

/// /settings in a group.
void show_settings(Context& context, Transaction& tx, Person const& person, bot::Message const& message);
/// The buttons under it: Telegram is asked first whether the person is an admin.
void set_automatic(Context& context, Transaction& tx, bot::Incoming const& incoming,
                   keyboards::SetAutomatic const& button);

/// True for the notice that a group has another id now.
bool has_moved(bot::Incoming const& incoming);
void move(Context& context, Transaction& tx, bot::Incoming const& incoming);

/// Changes a group's setting if the person who asked is an admin there.
struct ChangeGroup {
    static constexpr std::string_view kind = "change_group";
    ChatId group;
    MessageId message;  ///< the one with the buttons
    UserId user;
    std::string callback;  ///< the press, to be answered
    bool automatic = false;
};
BOOST_DESCRIBE_STRUCT(ChangeGroup, (), (group, message, user, callback, automatic))

JobPolicy change_policy();
awaitable<Outcome> run_change(Context& context, ChangeGroup job, JobRun run);
void change_failed(Context& context, Transaction& tx, ChangeGroup const& job, JobFailure const& failure);

}  // namespace aisha::handlers::group
