// The SQL of avatars and of what people agreed to. Whatever a user asks for is looked up with the user's id.
#pragma once

#include "database/database.hpp"
#include "database/models/avatar.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisha::avatar_repository {

AvatarId insert(Transaction& tx, UserId user, AvatarTrainingType type, Time now);

/// An avatar of this user.
std::optional<Avatar> find(Transaction& tx, UserId user, AvatarId id);
/// For the avatar's own jobs, which have no user.
std::optional<Avatar> find_for_job(Transaction& tx, AvatarId id);
/// All of this user, the oldest first.
std::vector<Avatar> of_user(Transaction& tx, UserId user);

/// Keeps everybody else from changing this avatar or its photos until the transaction ends; false where it is
/// gone.
bool lock(Transaction& tx, AvatarId id, Time now);

void set_name(Transaction& tx, AvatarId id, std::string const& name, Time now);
void set_gender(Transaction& tx, AvatarId id, std::optional<AvatarGender> gender, Time now);
void set_progress(Transaction& tx, AvatarId id, std::optional<OutboxId> progress);
/// Changes the status where it is `from`; false where it is not (somebody was faster).
bool change_status(Transaction& tx, AvatarId id, AvatarStatus from, AvatarStatus to, Time now);
/// Makes it the main one of this user, instead of any other.
void set_main(Transaction& tx, UserId user, AvatarId id, Time now);
/// Deletes it, its photos and its consent.
void remove(Transaction& tx, UserId user, AvatarId id);

/// What is kept of its training.
std::optional<AvatarTraining> training(Transaction& tx, UserId user, AvatarId id);
void set_training(Transaction& tx, AvatarId id, AvatarTraining const& training, Time now);

/// Records that the user agreed; the first time counts.
void agree(Transaction& tx, AvatarConsent const& consent);
std::optional<AvatarConsent> consent(Transaction& tx, UserId user, AvatarId id);
void withdraw_consent(Transaction& tx, UserId user, AvatarId id);

}  // namespace aisha::avatar_repository
