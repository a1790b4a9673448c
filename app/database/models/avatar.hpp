// An avatar: a person, a style or an object that is learned from photos, as the planning document has it.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace aisha {

using AvatarId = Id<struct AvatarTag>;

enum class AvatarGender { male, female };
BOOST_DESCRIBE_ENUM(AvatarGender, male, female)

/// What is learned.
enum class AvatarTrainingType { portrait, style, object };
BOOST_DESCRIBE_ENUM(AvatarTrainingType, portrait, style, object)

/// draft → uploading → ready → training → completed | error | cancelled. Which may follow which is in
/// services/avatar/avatar_service.cpp.
enum class AvatarStatus {
    draft,      ///< without photos
    uploading,  ///< photos come
    ready,      ///< the person has said that these are all
    training,
    completed,
    error,
    cancelled
};
BOOST_DESCRIBE_ENUM(AvatarStatus, draft, uploading, ready, training, completed, error, cancelled)

enum class FALFinetuneType { lora, dreambooth, full };
BOOST_DESCRIBE_ENUM(FALFinetuneType, lora, dreambooth, full)

enum class FALPriority { quality, speed, high_res_only };
BOOST_DESCRIBE_ENUM(FALPriority, quality, speed, high_res_only)

/// Why something is not done with an avatar. The words for each are in texts/.
enum class AvatarRefusal {
    not_found,         ///< deleted, or not the user's own
    too_many_avatars,  ///< limits::avatars_of_one
    too_many_drafts,   ///< limits::avatar_drafts_of_one
    bad_name,          ///< not limits::avatar_name_min to limits::avatar_name_max characters
    too_few_photos,    ///< fewer valid ones than AVATAR_MIN_PHOTOS
    photos_wait,       ///< some are still to be looked at
    wrong_status       ///< not in this status of the avatar: it is in training, for instance
};
BOOST_DESCRIBE_ENUM(AvatarRefusal, not_found, too_many_avatars, too_many_drafts, bad_name, too_few_photos,
                    photos_wait, wrong_status)

struct Avatar {
    AvatarId id;
    UserId user_id;
    std::string name;  ///< empty until it is given
    AvatarTrainingType training_type = AvatarTrainingType::portrait;
    std::optional<AvatarGender> gender;  ///< of a portrait, once it is given
    AvatarStatus status = AvatarStatus::draft;
    bool is_main = false;
    std::optional<OutboxId> progress_id;  ///< outbox row of the message that counts the photos
    Time created_at{};

    /// Whether the wizard still asks, and photos are welcome.
    bool is_draft() const { return status == AvatarStatus::draft || status == AvatarStatus::uploading; }
    /// Not while somebody learns from them, and not after that.
    bool photos_may_change() const {
        return status != AvatarStatus::training && status != AvatarStatus::completed;
    }
    bool may_be_main() const {
        return status == AvatarStatus::ready || status == AvatarStatus::training ||
               status == AvatarStatus::completed;
    }
    /// What its photos are judged as.
    bool shows_person() const { return training_type == AvatarTrainingType::portrait; }
};
BOOST_DESCRIBE_STRUCT(Avatar, (),
                      (id, user_id, name, training_type, gender, status, is_main, progress_id, created_at))

/// What fal is told for training an avatar, and what it said: the planning document's names.
struct AvatarTraining {
    std::optional<std::string> fal_request_id;
    std::optional<double> learning_rate;
    std::optional<std::string> trigger_phrase;
    std::optional<std::int64_t> steps;
    std::optional<bool> multiresolution_training;
    std::optional<bool> subject_crop;
    std::optional<bool> create_masks;
    std::optional<bool> captioning;
    std::optional<FALFinetuneType> finetune_type;
    std::optional<std::string> finetune_comment;
    std::optional<FALPriority> fal_priority;
    std::optional<std::string> diffusers_lora_file_url;
    std::optional<std::string> config_file_url;
    std::optional<std::string> training_logs;
    std::optional<std::string> training_error;
    std::optional<std::string> webhook_url;
    std::optional<Time> last_status_check;
    std::optional<json::Value> fal_response_data;
};
BOOST_DESCRIBE_STRUCT(AvatarTraining, (),
                      (fal_request_id, learning_rate, trigger_phrase, steps, multiresolution_training,
                       subject_crop, create_masks, captioning, finetune_type, finetune_comment, fal_priority,
                       diffusers_lora_file_url, config_file_url, training_logs, training_error, webhook_url,
                       last_status_check, fal_response_data))

/// That a person agreed to photos of an avatar being processed.
struct AvatarConsent {
    AvatarId avatar_id;
    UserId user_id;
    std::int64_t wording = 0;  ///< texts::avatar_consent_wording when it was shown
    Language language = Language::en;
    Time agreed_at{};
};
BOOST_DESCRIBE_STRUCT(AvatarConsent, (), (avatar_id, user_id, wording, language, agreed_at))

}  // namespace aisha
