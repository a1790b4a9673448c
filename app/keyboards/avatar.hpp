// The buttons of avatars: the list, the wizard, cards and the gallery of photos. What they carry comes from
// clients: each press is checked to be the owner's.
#pragma once

#include "bot/types.hpp"
#include "database/models/avatar.hpp"
#include "database/models/avatar_photo.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace aisha::keyboards {

enum class AvatarScreen { list, types };
BOOST_DESCRIBE_ENUM(AvatarScreen, list, types)

/// Opens a screen that belongs to no avatar.
struct OpenAvatars {
    static constexpr std::string_view prefix = "avatars";
    AvatarScreen screen = AvatarScreen::list;
};
BOOST_DESCRIBE_STRUCT(OpenAvatars, (), (screen))

/// Begins a new avatar.
struct ChooseAvatarType {
    static constexpr std::string_view prefix = "avtype";
    AvatarTrainingType type = AvatarTrainingType::portrait;
};
BOOST_DESCRIBE_STRUCT(ChooseAvatarType, (), (type))

enum class AvatarAction {
    open,  ///< its card, or the wizard's next question
    male,  ///< answers of the wizard
    female,
    back,         ///< takes the last answer back
    agree,        ///< to photos being processed
    finish,       ///< these are all photos
    save,         ///< keep the draft for later
    cancel,       ///< asks whether to delete the draft
    cancel_sure,  ///< deletes it
    add_photos,   ///< more are to come
    rename,       ///< asks for a name
    keep_name,    ///< no new one
    main,         ///< makes it the main one
    remove,       ///< asks whether to delete it
    remove_sure,  ///< deletes it
    retry,        ///< looks at the photos that wait once more
    sheet         ///< shows all photos
};
BOOST_DESCRIBE_ENUM(AvatarAction, open, male, female, back, agree, finish, save, cancel, cancel_sure,
                    add_photos, rename, keep_name, main, remove, remove_sure, retry, sheet)

/// Something about one avatar.
struct AvatarButton {
    static constexpr std::string_view prefix = "avatar";
    AvatarAction action = AvatarAction::open;
    AvatarId avatar;
};
BOOST_DESCRIBE_STRUCT(AvatarButton, (), (action, avatar))

enum class PhotoAction { show, remove, replace };
BOOST_DESCRIBE_ENUM(PhotoAction, show, remove, replace)

/// Something about one photo of the gallery.
struct PhotoButton {
    static constexpr std::string_view prefix = "avphoto";
    PhotoAction action = PhotoAction::show;
    AvatarPhotoId photo;
};
BOOST_DESCRIBE_STRUCT(PhotoButton, (), (action, photo))

bot::InlineKeyboardMarkup avatar_list(Language language, std::vector<Avatar> const& avatars);
bot::InlineKeyboardMarkup avatar_types(Language language);
bot::InlineKeyboardMarkup avatar_gender(Language language, AvatarId avatar);
/// Under a question that a text answers. `keeps` where there is a name already.
bot::InlineKeyboardMarkup avatar_name(Language language, Avatar const& avatar);
bot::InlineKeyboardMarkup avatar_consent(Language language, AvatarId avatar);

/// What the screen that asks for photos offers: finishing where there are enough, looking where there are
/// any.
struct PhotosOffered {
    bool finish = false;
    bool sheet = false;
};
bot::InlineKeyboardMarkup avatar_photos(Language language, Avatar const& avatar, PhotosOffered offered);
/// Under the card of one that is no draft any more.
bot::InlineKeyboardMarkup avatar_card(Language language, Avatar const& avatar, bool has_photos);
bot::InlineKeyboardMarkup avatar_cancel(Language language, AvatarId avatar);
bot::InlineKeyboardMarkup avatar_remove(Language language, AvatarId avatar);
bot::InlineKeyboardMarkup avatar_retry(Language language, AvatarId avatar);
/// Under an answer after which there is only the list.
bot::InlineKeyboardMarkup avatars_only(Language language);

/// Under the sheet: the numbers of all photos.
bot::InlineKeyboardMarkup photo_sheet(Language language, AvatarId avatar,
                                      std::vector<AvatarPhoto> const& photos);
/// Under one photo: its neighbours, in a ring, and what can be done with it where it `may_change`.
bot::InlineKeyboardMarkup photo_page(Language language, std::vector<AvatarPhoto> const& photos,
                                     std::size_t at, bool may_change);

}  // namespace aisha::keyboards
