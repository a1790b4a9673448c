// The SQL of invitations.
#include "database/repositories/invite_repository.hpp"

namespace aisha::invite_repository {

Invite insert(Transaction& tx, NewInvite const& invite, Time now) {
    return tx.one<Invite>("INSERT INTO invites (code, made_by, uses_max, expires_at, created_at) "
                          "VALUES ($1, $2, $3, $4, $5) RETURNING id, code, uses, uses_max, expires_at",
                          invite.code, invite.made_by, invite.uses_max, invite.expires_at, now);
}

std::optional<Invite> find(Transaction& tx, std::string const& code) {
    return tx.find<Invite>("SELECT id, code, uses, uses_max, expires_at FROM invites WHERE code = $1", code);
}

bool use(Transaction& tx, std::string const& code, Time now) {
    return tx.execute("UPDATE invites SET uses = uses + 1 WHERE code = $1 AND uses < uses_max "
                      "AND expires_at > $2",
                      code, now) > 0;
}

std::vector<Invite> valid(Transaction& tx, Time now, int count) {
    return tx.query<Invite>("SELECT id, code, uses, uses_max, expires_at FROM invites "
                            "WHERE expires_at > $1 AND uses < uses_max ORDER BY +id DESC LIMIT $2",
                            now, count);
}

bool withdraw(Transaction& tx, InviteId id, Time now) {
    return tx.execute("UPDATE invites SET expires_at = $2 WHERE id = $1 AND expires_at > $2", id, now) > 0;
}

}  // namespace aisha::invite_repository
