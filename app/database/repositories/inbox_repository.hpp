// The SQL of the inbox: updates on their way in.
#pragma once

#include "database/database.hpp"

#include <string>
#include <vector>

namespace aisha::inbox_repository {

/// An update as it came.
struct Received {
    UpdateId update_id;
    ChatId chat_id;                   ///< whose order it keeps
    std::string payload;              ///< JSON
    std::optional<UserId> user_id{};  ///< who sent it, where it has a sender
};

/// Adds updates that are not there yet, in one statement; returns how many were new.
std::int64_t insert(Transaction& tx, BotId bot, std::vector<Received> const& updates, Time now);

/// An update that waits to be handled.
struct Pending {
    InboxId id;
    UpdateId update_id;
    ChatId chat_id;
    std::string payload;
    int attempts = 0;  ///< failures so far
};
BOOST_DESCRIBE_STRUCT(Pending, (), (id, update_id, chat_id, payload, attempts))

/// The oldest that wait and have a greater id than `after`.
std::vector<Pending> pending(Transaction& tx, BotId bot, InboxId after, std::size_t count);

/// To be called before the update is handled, in the same transaction. False where somebody else has handled
/// it, or where an earlier update of the same chat still waits. Of updates from groups the words are not
/// kept: they may be another person's than the sender's, to whom somebody replied.
bool mark_handled(Transaction& tx, Pending const& row, Time now);
/// Ends an update that cannot be handled; false where it waits no more.
bool mark_dead(Transaction& tx, InboxId id, std::string const& error, Time now);
/// Counts a failure.
void count_failure(Transaction& tx, InboxId id, std::string const& error);

/// How many updates wait, of all bots; counted up to `most`.
std::int64_t count_pending(Transaction& tx, std::int64_t most);

/// Deletes at most `count` updates that were handled before `before`; returns how many. Dead ones stay.
std::int64_t prune(Transaction& tx, Time before, int count);

}  // namespace aisha::inbox_repository
