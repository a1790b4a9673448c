// Who may use the bot: admins, invitations, bans.
#pragma once

#include "core/access_rules.hpp"
#include "core/clock.hpp"
#include "database/database.hpp"
#include "database/models/access.hpp"
#include "database/models/user.hpp"

#include <string>
#include <vector>

namespace aisha {

/// All functions that change something take the caller's transaction; nothing here talks to the outside.
class AccessService {
public:
    AccessService(Clock& clock, AccessRules rules);

    AccessMode mode() const { return rules_.mode; }
    std::vector<UserId> const& admins() const { return rules_.admins; }
    bool is_admin(UserId id) const;

    enum class Standing { welcome, stranger, banned };
    Standing standing(User const& user) const;

    /// True where a person to whom the bot is closed is to be told so now; then they are not told again for
    /// limits::turned_away_every.
    bool tell_now(Transaction& tx, User const& user) const;

    enum class Redeemed {
        admitted,
        used_up,
        expired,
        unknown  ///< there is no such code, or invitations do not count here
    };
    /// A stranger came with `code`: lets them in and counts one use, or changes nothing.
    Redeemed redeem(Transaction& tx, UserId id, std::string const& code) const;

    struct InviteTerms {
        int uses = 1;
        int days = 1;
    };
    /// A new invitation; the terms are cut to limits::invite_uses_max and limits::invite_days_max.
    Invite invite(Transaction& tx, UserId admin, InviteTerms const& terms) const;
    /// Those that still let people in, the newest first, at most limits::admin_page.
    std::vector<Invite> invites(Transaction& tx) const;
    /// It lets nobody in from now on; false where it did not any more.
    bool withdraw(Transaction& tx, InviteId id) const;

    void admit(Transaction& tx, UserId id) const;
    /// False, and nothing changes, where the person is an admin.
    bool ban(Transaction& tx, UserId id) const;
    void unban(Transaction& tx, UserId id) const;

private:
    Clock& clock_;
    AccessRules rules_;
};

}  // namespace aisha
