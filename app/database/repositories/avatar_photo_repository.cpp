// The SQL of the photos of avatars.
#include "database/repositories/avatar_photo_repository.hpp"

namespace aisha::avatar_photo_repository {

namespace {

std::string select(std::string_view rest) {
    return "SELECT id, avatar_id, user_id, chat_id, message_id, file_id, replaces, verdict, problem, "
           "duplicate_of, warnings, quality, object_key, preview_key, sha256, fingerprint, width, height, "
           "faces FROM avatar_photos " +
           std::string(rest);
}

}  // namespace

std::optional<AvatarPhotoId> insert(Transaction& tx, UserId user, AvatarId avatar, SentPhoto const& photo,
                                    Time now) {
    return tx.find<AvatarPhotoId>(
        "INSERT INTO avatar_photos (avatar_id, user_id, chat_id, message_id, source, file_id, "
        "file_unique_id, bytes, replaces, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
        "ON CONFLICT (avatar_id, chat_id, message_id) DO NOTHING RETURNING id",
        avatar, user, photo.chat_id, photo.message_id, photo.source, photo.file_id, photo.file_unique_id,
        photo.file_size, photo.replaces, now);
}

std::optional<AvatarPhoto> find(Transaction& tx, UserId user, AvatarPhotoId id) {
    return tx.find<AvatarPhoto>(select("WHERE id = $1 AND user_id = $2"), id, user);
}

std::vector<AvatarPhoto> waiting(Transaction& tx, AvatarId avatar, std::size_t count) {
    return tx.query<AvatarPhoto>(
        select("WHERE avatar_id = $1 AND verdict IS NULL ORDER BY message_id, id LIMIT $2"), avatar, count);
}

std::vector<AvatarPhoto> valid(Transaction& tx, AvatarId avatar) {
    return tx.query<AvatarPhoto>(select("WHERE avatar_id = $1 AND verdict = 'valid' ORDER BY message_id, id"),
                                 avatar);
}

std::vector<AvatarPhoto> all(Transaction& tx, AvatarId avatar) {
    return tx.query<AvatarPhoto>(select("WHERE avatar_id = $1 ORDER BY id"), avatar);
}

std::vector<AvatarPhoto> all_of_user(Transaction& tx, UserId user) {
    return tx.query<AvatarPhoto>(select("WHERE user_id = $1 ORDER BY id"), user);
}

Counts count(Transaction& tx, AvatarId avatar) {
    return {tx.one<std::int64_t>(
                "SELECT count(*) FROM avatar_photos WHERE avatar_id = $1 AND verdict IS NULL", avatar),
            tx.one<std::int64_t>(
                "SELECT count(*) FROM avatar_photos WHERE avatar_id = $1 AND verdict = 'valid'", avatar)};
}

bool judge(Transaction& tx, AvatarPhotoId id, Verdict const& v, Time now) {
    return tx.execute("UPDATE avatar_photos SET verdict = $2, problem = $3, duplicate_of = $4, warnings = "
                      "$5, quality = $6, object_key = $7, preview_key = $8, sha256 = $9, fingerprint = $10, "
                      "format = $11, bytes = $12, width = $13, height = $14, faces = $15, judged_at = $16 "
                      "WHERE id = $1 AND verdict IS NULL",
                      id, v.verdict, v.problem, v.duplicate_of, v.warnings, v.quality, v.object_key,
                      v.preview_key, v.sha256, v.fingerprint, v.format, v.bytes, v.width, v.height, v.faces,
                      now) > 0;
}

void remove(Transaction& tx, UserId user, AvatarPhotoId id) {
    tx.execute("DELETE FROM avatar_photos WHERE id = $1 AND user_id = $2", id, user);
}

}  // namespace aisha::avatar_photo_repository
