// The SQL of users.
#pragma once

#include "database/database.hpp"
#include "database/models/user.hpp"

namespace aisha::user_repository {

/// What Telegram tells about a person with every update.
struct Seen {
    UserId id;
    std::string first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    std::optional<std::string> telegram_language;
};

/// Adds the person or brings what Telegram tells up to date; writing to us makes them reachable again.
User touch(Transaction& tx, Seen const& seen, Time now);

std::optional<User> find(Transaction& tx, UserId id);

/// The language of the interface, chosen by the person.
void set_language(Transaction& tx, UserId id, Language language);

/// The person cannot be written to since `now`, until they write again.
void mark_unreachable(Transaction& tx, UserId id, Time now);

/// An invitation or an admin lets the person in.
void admit(Transaction& tx, UserId id, Time now);
void ban(Transaction& tx, UserId id, Time now);
void unban(Transaction& tx, UserId id);
/// The person was told that the bot is closed to them.
void set_turned_away(Transaction& tx, UserId id, Time now);

}  // namespace aisha::user_repository
