// The SQL of the photos of avatars. Whatever a user asks for is looked up with the user's id.
#pragma once

#include "database/database.hpp"
#include "database/models/avatar_photo.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisha::avatar_photo_repository {

/// Adds a photo that waits to be looked at; nothing where this message's photo is there already.
std::optional<AvatarPhotoId> insert(Transaction& tx, UserId user, AvatarId avatar, SentPhoto const& photo,
                                    Time now);

/// A photo of this user.
std::optional<AvatarPhoto> find(Transaction& tx, UserId user, AvatarPhotoId id);

/// Those that wait, in the order of their messages, at most `count`.
std::vector<AvatarPhoto> waiting(Transaction& tx, AvatarId avatar, std::size_t count);
/// Those that were found valid, in the order of their messages: their numbers, from 1.
std::vector<AvatarPhoto> valid(Transaction& tx, AvatarId avatar);
/// All, whatever was found: for deleting them.
std::vector<AvatarPhoto> all(Transaction& tx, AvatarId avatar);
/// Those of all avatars of a person.
std::vector<AvatarPhoto> all_of_user(Transaction& tx, UserId user);

struct Counts {
    std::int64_t waiting = 0;
    std::int64_t valid = 0;
};
Counts count(Transaction& tx, AvatarId avatar);

/// What was found.
struct Verdict {
    PhotoVerdict verdict = PhotoVerdict::valid;
    std::optional<PhotoProblem> problem;
    std::optional<AvatarPhotoId> duplicate_of;
    std::string warnings;
    std::optional<double> quality;
    std::optional<std::string> object_key;
    std::optional<std::string> preview_key;
    std::optional<std::string> sha256;
    std::optional<std::string> fingerprint;
    std::optional<std::string> format;
    std::int64_t bytes = 0;
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t faces = 0;
};
/// Records what was found of a photo that waits; false where it does not (any more).
bool judge(Transaction& tx, AvatarPhotoId id, Verdict const& verdict, Time now);

void remove(Transaction& tx, UserId user, AvatarPhotoId id);

}  // namespace aisha::avatar_photo_repository
