// The SQL of avatars and of what people agreed to.
#include "database/repositories/avatar_repository.hpp"

namespace aisha::avatar_repository {

namespace {

std::string select(std::string_view rest) {
    return "SELECT id, user_id, name, training_type, gender, status, is_main, progress_id, created_at "
           "FROM avatars " +
           std::string(rest);
}

}  // namespace

AvatarId insert(Transaction& tx, UserId user, AvatarTrainingType type, Time now) {
    return tx.one<AvatarId>("INSERT INTO avatars (user_id, training_type, status, created_at, updated_at) "
                            "VALUES ($1, $2, $3, $4, $4) RETURNING id",
                            user, type, AvatarStatus::draft, now);
}

std::optional<Avatar> find(Transaction& tx, UserId user, AvatarId id) {
    return tx.find<Avatar>(select("WHERE id = $1 AND user_id = $2"), id, user);
}

std::optional<Avatar> find_for_job(Transaction& tx, AvatarId id) {
    return tx.find<Avatar>(select("WHERE id = $1"), id);
}

std::vector<Avatar> of_user(Transaction& tx, UserId user) {
    return tx.query<Avatar>(select("WHERE user_id = $1 ORDER BY id"), user);
}

bool lock(Transaction& tx, AvatarId id, Time now) {
    return tx.execute("UPDATE avatars SET updated_at = $2 WHERE id = $1", id, now) > 0;
}

void set_name(Transaction& tx, AvatarId id, std::string const& name, Time now) {
    tx.execute("UPDATE avatars SET name = $2, updated_at = $3 WHERE id = $1", id, name, now);
}

void set_gender(Transaction& tx, AvatarId id, std::optional<AvatarGender> gender, Time now) {
    tx.execute("UPDATE avatars SET gender = $2, updated_at = $3 WHERE id = $1", id, gender, now);
}

void set_progress(Transaction& tx, AvatarId id, std::optional<OutboxId> progress) {
    tx.execute("UPDATE avatars SET progress_id = $2 WHERE id = $1", id, progress);
}

bool change_status(Transaction& tx, AvatarId id, AvatarStatus from, AvatarStatus to, Time now) {
    return tx.execute("UPDATE avatars SET status = $3, updated_at = $4 WHERE id = $1 AND status = $2", id,
                      from, to, now) > 0;
}

void set_main(Transaction& tx, UserId user, AvatarId id, Time now) {
    tx.execute("UPDATE avatars SET is_main = 0, updated_at = $2 WHERE user_id = $1 AND is_main = 1", user,
               now);
    tx.execute("UPDATE avatars SET is_main = 1, updated_at = $3 WHERE id = $1 AND user_id = $2", id, user,
               now);
}

void remove(Transaction& tx, UserId user, AvatarId id) {
    tx.execute("DELETE FROM avatars WHERE id = $1 AND user_id = $2", id, user);
}

std::optional<AvatarTraining> training(Transaction& tx, UserId user, AvatarId id) {
    return tx.find<AvatarTraining>(
        "SELECT fal_request_id, learning_rate, trigger_phrase, steps, multiresolution_training, "
        "subject_crop, create_masks, captioning, finetune_type, finetune_comment, fal_priority, "
        "diffusers_lora_file_url, config_file_url, training_logs, training_error, webhook_url, "
        "last_status_check, fal_response_data FROM avatars WHERE id = $1 AND user_id = $2",
        id, user);
}

void set_training(Transaction& tx, AvatarId id, AvatarTraining const& t, Time now) {
    tx.execute(
        "UPDATE avatars SET fal_request_id = $2, learning_rate = $3, trigger_phrase = $4, steps = $5, "
        "multiresolution_training = $6, subject_crop = $7, create_masks = $8, captioning = $9, "
        "finetune_type = $10, finetune_comment = $11, fal_priority = $12, diffusers_lora_file_url = $13, "
        "config_file_url = $14, training_logs = $15, training_error = $16, webhook_url = $17, "
        "last_status_check = $18, fal_response_data = $19, updated_at = $20 WHERE id = $1",
        id, t.fal_request_id, t.learning_rate, t.trigger_phrase, t.steps, t.multiresolution_training,
        t.subject_crop, t.create_masks, t.captioning, t.finetune_type, t.finetune_comment, t.fal_priority,
        t.diffusers_lora_file_url, t.config_file_url, t.training_logs, t.training_error, t.webhook_url,
        t.last_status_check, t.fal_response_data, now);
}

void agree(Transaction& tx, AvatarConsent const& consent) {
    tx.execute("INSERT INTO avatar_consents (avatar_id, user_id, wording, language, agreed_at) "
               "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (avatar_id) DO NOTHING",
               consent.avatar_id, consent.user_id, consent.wording, consent.language, consent.agreed_at);
}

std::optional<AvatarConsent> consent(Transaction& tx, UserId user, AvatarId id) {
    return tx.find<AvatarConsent>("SELECT avatar_id, user_id, wording, language, agreed_at "
                                  "FROM avatar_consents WHERE avatar_id = $1 AND user_id = $2",
                                  id, user);
}

void withdraw_consent(Transaction& tx, UserId user, AvatarId id) {
    tx.execute("DELETE FROM avatar_consents WHERE avatar_id = $1 AND user_id = $2", id, user);
}

}  // namespace aisha::avatar_repository
