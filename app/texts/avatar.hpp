// What people are told about avatars, in English and Russian: the wizard, its buttons, cards and lists.
#pragma once

#include "database/models/avatar.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace aisha::texts {

/// Goes up with every change of what people agree to (avatar_consent); recorded with their consent.
inline constexpr std::int64_t avatar_consent_wording = 1;

struct AvatarTexts {
    std::string command_avatars;

    std::string private_only;  ///< to who asks in a group
    std::string list_empty;
    std::string list_title;      ///< {} "3 avatars", {} trained, {} drafts
    std::string list_main_mark;  ///< before the name on the main avatar's button
    std::string unnamed;

    std::string ask_type;  ///< explains all three, and when to choose which
    std::string type_portrait;
    std::string type_style;
    std::string type_object;
    std::string ask_gender;
    std::string gender_male;
    std::string gender_female;
    std::string ask_name;      ///< {} least, {} most characters
    std::string ask_new_name;  ///< {} the name, {} least, {} most characters

    std::string ask_photos_portrait;  ///< {} the name, {} least, {} most
    std::string ask_photos_style;
    std::string ask_photos_object;
    std::string photos_first;  ///< to who wants to finish; {} how many more are needed

    std::string confirm_cancel;
    std::string confirm_remove;  ///< {} the name
    std::string removed;
    std::string saved;  ///< as a draft

    std::string card;         ///< {} the name, {} type, {} status, {} "12 photos", {} date
    std::string card_gender;  ///< {}
    std::string card_main;
    std::string summary;  ///< under the card of one that has just become ready
    std::string advice_alike;
    std::string main_set;  ///< {} the name

    std::vector<std::string> avatars_plural;  ///< by plural_form: "{} avatar", "{} avatars", …
    std::vector<std::string> photos_plural;
};
BOOST_DESCRIBE_STRUCT(AvatarTexts, (),
                      (command_avatars, private_only, list_empty, list_title, list_main_mark, unnamed,
                       ask_type, type_portrait, type_style, type_object, ask_gender, gender_male,
                       gender_female, ask_name, ask_new_name, ask_photos_portrait, ask_photos_style,
                       ask_photos_object, photos_first, confirm_cancel, confirm_remove, removed, saved, card,
                       card_gender, card_main, summary, advice_alike, main_set, avatars_plural,
                       photos_plural))

/// What a person agrees to before the first photo; of what may be wrong, and how things stand.
struct AvatarStateTexts {
    std::string consent_portrait;
    std::string consent_other;

    std::string status_draft;
    std::string status_uploading;
    std::string status_ready;
    std::string status_training;
    std::string status_completed;
    std::string status_error;
    std::string status_cancelled;

    std::string not_found;
    std::string too_many_avatars;  ///< {} the most
    std::string too_many_drafts;   ///< {} the most
    std::string bad_name;          ///< {} least, {} most characters
    std::string too_few_photos;
    std::string photos_wait;
    std::string wrong_status;
};
BOOST_DESCRIBE_STRUCT(AvatarStateTexts, (),
                      (consent_portrait, consent_other, status_draft, status_uploading, status_ready,
                       status_training, status_completed, status_error, status_cancelled, not_found,
                       too_many_avatars, too_many_drafts, bad_name, too_few_photos, photos_wait,
                       wrong_status))

struct AvatarButtonTexts {
    std::string new_avatar;
    std::string back;
    std::string cancel;
    std::string cancel_sure;
    std::string keep_going;
    std::string save;
    std::string keep_name;  ///< {} the name
    std::string agree;
    std::string finish;
    std::string photos;
    std::string add_photos;
    std::string rename;
    std::string main;
    std::string remove;
    std::string remove_sure;
    std::string list;
    std::string retry;
};
BOOST_DESCRIBE_STRUCT(AvatarButtonTexts, (),
                      (new_avatar, back, cancel, cancel_sure, keep_going, save, keep_name, agree, finish,
                       photos, add_photos, rename, main, remove, remove_sure, list, retry))

AvatarTexts const& avatar(Language language);
AvatarStateTexts const& avatar_states(Language language);
AvatarButtonTexts const& avatar_buttons(Language language);

// Texts with values filled in; names are escaped here.

std::string avatar_list(Language language, std::size_t all, std::size_t completed, std::size_t drafts);
/// Plain text for a button.
std::string avatar_label(Language language, Avatar const& avatar);
/// The name, or that there is none yet; HTML.
std::string avatar_name(Language language, Avatar const& avatar);
std::string avatar_ask_name(Language language);
std::string avatar_ask_new_name(Language language, Avatar const& avatar);
/// What a person agrees to before the first photo.
std::string avatar_consent(Language language, AvatarTrainingType type);
std::string avatar_ask_photos(Language language, Avatar const& avatar, std::int64_t least, std::int64_t most);
std::string avatar_photos_first(Language language, std::int64_t missing);
std::string avatar_card(Language language, Avatar const& avatar, std::int64_t photos);
std::string avatar_type(Language language, AvatarTrainingType type);
std::string avatar_status(Language language, AvatarStatus status);
std::string avatar_refusal(Language language, AvatarRefusal reason);
/// "12 photos".
std::string photos_counted(Language language, std::int64_t photos);

}  // namespace aisha::texts
