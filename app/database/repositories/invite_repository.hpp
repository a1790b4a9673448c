// The SQL of invitations.
#pragma once

#include "database/database.hpp"
#include "database/models/access.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisha::invite_repository {

struct NewInvite {
    std::string code;
    UserId made_by;
    int uses_max = 1;
    Time expires_at{};
};

Invite insert(Transaction& tx, NewInvite const& invite, Time now);

std::optional<Invite> find(Transaction& tx, std::string const& code);

/// Counts one use; false where the code is unknown, used up or expired.
bool use(Transaction& tx, std::string const& code, Time now);

/// Those that still let people in, the newest first.
std::vector<Invite> valid(Transaction& tx, Time now, int count);

/// It lets nobody in from now on; false where it did not any more.
bool withdraw(Transaction& tx, InviteId id, Time now);

}  // namespace aisha::invite_repository
