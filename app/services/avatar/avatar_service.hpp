// The rules of avatars: what may become of one, and who may see it. Knows no files.
#pragma once

#include "database/database.hpp"
#include "database/models/avatar.hpp"
#include "database/models/avatar_photo.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace aisha {

/// What an avatar's photos have to be: AVATAR_MIN_PHOTOS, AVATAR_MAX_PHOTOS and PHOTO_MAX_SIZE.
struct AvatarRules {
    std::int64_t photos_min = 10;
    std::int64_t photos_max = 20;
    std::int64_t photo_bytes_max = 20 << 20;
};

/// The user must act. Thrown by the functions below; answered by whoever calls them.
class AvatarRefused : public std::runtime_error {
public:
    explicit AvatarRefused(AvatarRefusal reason);
    AvatarRefusal reason() const { return reason_; }

private:
    AvatarRefusal reason_;
};

/// What the wizard has to ask next for an avatar that is not ready.
enum class AvatarStep { gender, name, consent, photos };

struct AvatarCounters {
    std::size_t all = 0;
    std::size_t drafts = 0;     ///< draft or uploading
    std::size_t completed = 0;  ///< trained
};

/// All functions take the caller's transaction; nothing here talks to the outside. Every function that takes
/// a user throws AvatarRefused(not_found) for an avatar that is not theirs.
class AvatarService {
public:
    AvatarService(Clock& clock, AvatarRules rules) : clock_(clock), rules_(rules) {}

    AvatarRules const& rules() const { return rules_; }
    /// Whether one status may follow the other.
    static bool may_follow(AvatarStatus from, AvatarStatus to);

    /// A new draft. Refuses too_many_avatars and too_many_drafts.
    Avatar create(Transaction& tx, UserId user, AvatarTrainingType type);
    std::vector<Avatar> list(Transaction& tx, UserId user);
    AvatarCounters counters(Transaction& tx, UserId user);
    Avatar open(Transaction& tx, UserId user, AvatarId id);

    /// What is to be asked next.
    AvatarStep step(Transaction& tx, Avatar const& avatar);
    /// Of a portrait. Refuses wrong_status once it is ready.
    void set_gender(Transaction& tx, UserId user, AvatarId id, AvatarGender gender);
    /// Spaces at the ends and in a row do not count; control characters are taken out. Refuses bad_name.
    void rename(Transaction& tx, UserId user, AvatarId id, std::string const& name);
    /// Takes back the last answer of a draft without photos; false where there is none to take back, and so
    /// the type is to be asked again.
    bool step_back(Transaction& tx, UserId user, AvatarId id);
    /// The person agrees that photos are processed. Without it no photo is taken.
    void agree(Transaction& tx, UserId user, AvatarId id, std::int64_t wording, Language language);
    bool has_agreed(Transaction& tx, UserId user, AvatarId id);

    /// The person says that these are all photos: uploading → ready. Refuses too_few_photos and photos_wait.
    void finish_photos(Transaction& tx, UserId user, AvatarId id);
    /// More photos are to come: ready, error or cancelled → uploading. Nothing where they are welcome
    /// already. Refuses wrong_status.
    void reopen_photos(Transaction& tx, UserId user, AvatarId id);

    /// One main avatar a user, of those that are ready, in training or trained. Refuses wrong_status.
    void set_main(Transaction& tx, UserId user, AvatarId id);

    /// What is left to do once rows are deleted: keys of objects. They name no person.
    struct Removed {
        std::vector<std::string> keys;       ///< may be there now
        std::vector<std::string> late_keys;  ///< may still come, of photos that are being looked at
    };
    /// Deletes an avatar with everything that belongs to it. Refuses wrong_status in training.
    Removed remove(Transaction& tx, UserId user, AvatarId id);
    /// Deletes a photo. An avatar that has too few then is not ready any more. Refuses wrong_status.
    Removed remove_photo(Transaction& tx, UserId user, AvatarPhotoId id);
    AvatarPhoto open_photo(Transaction& tx, UserId user, AvatarPhotoId id);

    /// The objects of all photos of a person, for deleting everything.
    Removed objects_of(Transaction& tx, UserId user);

    /// Where a photo's picture is kept, and the small one.
    static std::string object_key(AvatarPhoto const& photo);
    static std::string preview_key(AvatarPhoto const& photo);

    /// Changes the status by the rules; false where the avatar is not in `from`. Throws std::logic_error for
    /// a change that is not legal.
    bool change_status(Transaction& tx, AvatarId id, AvatarStatus from, AvatarStatus to);

private:
    Avatar changeable(Transaction& tx, UserId user, AvatarId id);

    Clock& clock_;
    AvatarRules rules_;
};

}  // namespace aisha
