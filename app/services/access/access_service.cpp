// Who may use the bot.
#include "services/access/access_service.hpp"

#include "core/limits/access.hpp"
#include "database/repositories/invite_repository.hpp"
#include "database/repositories/user_repository.hpp"

#include <algorithm>

namespace aisha {

AccessService::AccessService(Clock& clock, AccessRules rules) : clock_(clock), rules_(std::move(rules)) {}

bool AccessService::is_admin(UserId id) const {
    return std::ranges::find(rules_.admins, id) != rules_.admins.end();
}

AccessService::Standing AccessService::standing(User const& user) const {
    if (is_admin(user.id)) return Standing::welcome;
    if (user.banned_at) return Standing::banned;
    bool const is_known = rules_.mode == AccessMode::open || user.admitted_at ||
                          std::ranges::find(rules_.allowed, user.id) != rules_.allowed.end();
    return is_known ? Standing::welcome : Standing::stranger;
}

bool AccessService::tell_now(Transaction& tx, User const& user) const {
    auto const now = clock_.now();
    if (user.turned_away_at && now < *user.turned_away_at + limits::turned_away_every) return false;
    user_repository::set_turned_away(tx, user.id, now);
    return true;
}

AccessService::Redeemed AccessService::redeem(Transaction& tx, UserId id, std::string const& code) const {
    if (rules_.mode != AccessMode::invite || code.size() > limits::start_payload_max)
        return Redeemed::unknown;
    auto const now = clock_.now();
    if (invite_repository::use(tx, code, now)) {
        user_repository::admit(tx, id, now);
        return Redeemed::admitted;
    }
    auto const invite = invite_repository::find(tx, code);
    if (!invite) return Redeemed::unknown;
    return invite->uses < invite->uses_max ? Redeemed::expired : Redeemed::used_up;
}

Invite AccessService::invite(Transaction& tx, UserId admin, InviteTerms const& terms) const {
    auto const now = clock_.now();
    return invite_repository::insert(
        tx,
        {.code = clock_.token(limits::invite_code_characters),
         .made_by = admin,
         .uses_max = std::clamp(terms.uses, 1, limits::invite_uses_max),
         .expires_at = now + std::chrono::days(std::clamp(terms.days, 1, limits::invite_days_max))},
        now);
}

std::vector<Invite> AccessService::invites(Transaction& tx) const {
    return invite_repository::valid(tx, clock_.now(), limits::admin_page);
}

bool AccessService::withdraw(Transaction& tx, InviteId id) const {
    return invite_repository::withdraw(tx, id, clock_.now());
}

void AccessService::admit(Transaction& tx, UserId id) const { user_repository::admit(tx, id, clock_.now()); }

bool AccessService::ban(Transaction& tx, UserId id) const {
    if (is_admin(id)) return false;
    user_repository::ban(tx, id, clock_.now());
    return true;
}

void AccessService::unban(Transaction& tx, UserId id) const { user_repository::unban(tx, id); }

}  // namespace aisha
