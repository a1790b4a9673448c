// Photos of an avatar on their way in: taken, looked at, judged one after the other, kept. Exact limits,
// whoever sends how many at once.
#pragma once

#include "database/models/avatar_photo.hpp"
#include "media/media_runner.hpp"
#include "services/avatar/avatar_service.hpp"
#include "services/avatar/photo_validation.hpp"
#include "services/storage/object_store.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aisha {

/// What becomes of a photo that was sent.
enum class PhotoReceipt {
    taken,     ///< it waits to be looked at
    repeated,  ///< this message was taken before
    too_big,   ///< above PHOTO_MAX_SIZE, as Telegram says
    full,      ///< the avatar has AVATAR_MAX_PHOTOS valid ones
    too_many   ///< limits::avatar_photos_waiting_max wait already
};

/// How far the photos of an avatar are.
struct PhotoProgress {
    std::int64_t waiting = 0;
    std::int64_t valid = 0;
    bool all_alike = false;  ///< of the valid ones; only said once none wait
};

/// What was found of one photo, for telling its sender.
struct JudgedPhoto {
    AvatarPhoto photo;
    PhotoVerdict verdict = PhotoVerdict::valid;
    std::optional<PhotoProblem> problem;
    std::optional<std::size_t> same_as;  ///< number of the photo it is a duplicate of, from 1
};

/// The avatar's rows are locked while one of its photos is judged, so that two processes cannot both put the
/// last one in.
class PhotoUploadService {
public:
    PhotoUploadService(Clock& clock, AvatarService& avatars, MediaRunner& media, ObjectStore& store,
                       asio::thread_pool& pool)
        : clock_(clock), avatars_(avatars), media_(media), store_(store), pool_(pool) {}

    /// Takes a photo in. Throws AvatarRefused(not_found | wrong_status) where the avatar takes none, or
    /// nobody has agreed.
    PhotoReceipt receive(Transaction& tx, UserId user, AvatarId avatar, SentPhoto const& photo);

    PhotoProgress progress(Transaction& tx, Avatar const& avatar);

    /// A photo that was fetched, or why it could not be.
    struct Fetched {
        AvatarPhoto photo;
        std::filesystem::path file;  ///< only read
        std::optional<PhotoProblem> problem;
    };
    struct Looked {
        Fetched fetched;
        PhotoReport report;
        std::filesystem::path cleaned;
        std::filesystem::path preview;
    };
    /// Looks at all of them, two processes at once, and writes what is to be kept of them into `folder`.
    /// Throws Unavailable.
    awaitable<std::vector<Looked>> look(std::vector<Fetched> photos, std::filesystem::path folder,
                                        bool shows_person);

    /// What would be said of each now, one after the other, each against those before it.
    awaitable<std::vector<PhotoJudgement>> judge(std::vector<Looked> const& photos, bool shows_person,
                                                 std::vector<AvatarPhoto> valid);
    /// Puts the pictures of a valid one into the store.
    awaitable<void> keep(Looked const& photo);

    /// What was written of a photo.
    struct Settled {
        std::optional<JudgedPhoto> judged;  ///< nothing: it was deleted, or judged by somebody else
        AvatarService::Removed removed;     ///< objects that nothing refers to now
    };
    /// Writes what was found. The last word on the limit is here.
    Settled settle(Transaction& tx, Looked const& photo, PhotoJudgement const& judgement);

private:
    awaitable<void> look_at(std::vector<Looked>& photos, std::size_t begin, std::size_t end,
                            bool shows_person);
    bool has_room(Transaction& tx, AvatarPhoto const& photo, std::vector<AvatarPhoto> const& valid) const;

    Clock& clock_;
    AvatarService& avatars_;
    MediaRunner& media_;
    ObjectStore& store_;
    asio::thread_pool& pool_;
};

}  // namespace aisha
