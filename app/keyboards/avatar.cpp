// The buttons of avatars.
#include "keyboards/avatar.hpp"

#include "bot/callback_data.hpp"
#include "texts/avatar.hpp"
#include "texts/avatar_photo.hpp"
#include "texts/filled.hpp"

#include <fmt/format.h>

namespace aisha::keyboards {

namespace {

using Row = std::vector<bot::InlineKeyboardButton>;

bot::InlineKeyboardButton button(std::string text, AvatarAction action, AvatarId avatar) {
    return {std::move(text), bot::pack(AvatarButton{action, avatar}), {}};
}

bot::InlineKeyboardButton photo_button(std::string text, PhotoAction action, AvatarPhotoId photo) {
    return {std::move(text), bot::pack(PhotoButton{action, photo}), {}};
}

bot::InlineKeyboardButton screen(std::string text, AvatarScreen which) {
    return {std::move(text), bot::pack(OpenAvatars{which}), {}};
}

Row back_and_cancel(Language language, AvatarId avatar) {
    auto const& words = texts::avatar_buttons(language);
    return {button(words.back, AvatarAction::back, avatar),
            button(words.cancel, AvatarAction::cancel, avatar)};
}

}  // namespace

bot::InlineKeyboardMarkup avatar_list(Language language, std::vector<Avatar> const& avatars) {
    bot::InlineKeyboardMarkup keyboard;
    for (auto const& avatar : avatars)
        keyboard.inline_keyboard.push_back(
            {button(texts::avatar_label(language, avatar), AvatarAction::open, avatar.id)});
    keyboard.inline_keyboard.push_back(
        {screen(texts::avatar_buttons(language).new_avatar, AvatarScreen::types)});
    return keyboard;
}

bot::InlineKeyboardMarkup avatar_types(Language language) {
    bot::InlineKeyboardMarkup keyboard;
    for (auto const type :
         {AvatarTrainingType::portrait, AvatarTrainingType::style, AvatarTrainingType::object})
        keyboard.inline_keyboard.push_back(
            {{texts::avatar_type(language, type), bot::pack(ChooseAvatarType{type}), {}}});
    keyboard.inline_keyboard.push_back({screen(texts::avatar_buttons(language).back, AvatarScreen::list)});
    return keyboard;
}

bot::InlineKeyboardMarkup avatar_gender(Language language, AvatarId avatar) {
    auto const& words = texts::avatar(language);
    return {{{button(words.gender_male, AvatarAction::male, avatar),
              button(words.gender_female, AvatarAction::female, avatar)},
             back_and_cancel(language, avatar)}};
}

bot::InlineKeyboardMarkup avatar_name(Language language, Avatar const& avatar) {
    if (avatar.name.empty()) return {{back_and_cancel(language, avatar.id)}};
    auto const keep = texts::filled(texts::avatar_buttons(language).keep_name, avatar.name);
    return {{{button(keep, AvatarAction::keep_name, avatar.id)}}};
}

bot::InlineKeyboardMarkup avatar_consent(Language language, AvatarId avatar) {
    auto const& words = texts::avatar_buttons(language);
    return {{{button(words.agree, AvatarAction::agree, avatar)},
             {button(words.save, AvatarAction::save, avatar)},
             back_and_cancel(language, avatar)}};
}

bot::InlineKeyboardMarkup avatar_photos(Language language, Avatar const& avatar, PhotosOffered offered) {
    auto const& words = texts::avatar_buttons(language);
    bot::InlineKeyboardMarkup keyboard;
    auto& rows = keyboard.inline_keyboard;
    if (offered.finish) rows.push_back({button(words.finish, AvatarAction::finish, avatar.id)});
    if (offered.sheet) rows.push_back({button(words.photos, AvatarAction::sheet, avatar.id)});
    rows.push_back({button(words.save, AvatarAction::save, avatar.id)});
    // With photos, what they were judged as cannot be taken back.
    if (avatar.status == AvatarStatus::draft) rows.push_back(back_and_cancel(language, avatar.id));
    else
        rows.push_back({button(words.rename, AvatarAction::rename, avatar.id),
                        button(words.cancel, AvatarAction::cancel, avatar.id)});
    return keyboard;
}

bot::InlineKeyboardMarkup avatar_card(Language language, Avatar const& avatar, bool has_photos) {
    auto const& words = texts::avatar_buttons(language);
    bot::InlineKeyboardMarkup keyboard;
    auto& rows = keyboard.inline_keyboard;
    if (has_photos) rows.push_back({button(words.photos, AvatarAction::sheet, avatar.id)});
    if (avatar.photos_may_change())
        rows.push_back({button(words.add_photos, AvatarAction::add_photos, avatar.id)});
    if (avatar.may_be_main() && !avatar.is_main)
        rows.push_back({button(words.main, AvatarAction::main, avatar.id)});
    Row last{button(words.rename, AvatarAction::rename, avatar.id)};
    if (avatar.status != AvatarStatus::training)
        last.push_back(button(words.remove, AvatarAction::remove, avatar.id));
    rows.push_back(std::move(last));
    rows.push_back({screen(words.list, AvatarScreen::list)});
    return keyboard;
}

bot::InlineKeyboardMarkup avatar_cancel(Language language, AvatarId avatar) {
    auto const& words = texts::avatar_buttons(language);
    return {{{button(words.cancel_sure, AvatarAction::cancel_sure, avatar)},
             {button(words.keep_going, AvatarAction::add_photos, avatar)},
             {button(words.save, AvatarAction::save, avatar)}}};
}

bot::InlineKeyboardMarkup avatar_remove(Language language, AvatarId avatar) {
    auto const& words = texts::avatar_buttons(language);
    return {{{button(words.remove_sure, AvatarAction::remove_sure, avatar)},
             {button(words.back, AvatarAction::open, avatar)}}};
}

bot::InlineKeyboardMarkup avatar_retry(Language language, AvatarId avatar) {
    return {{{button(texts::avatar_buttons(language).retry, AvatarAction::retry, avatar)}}};
}

bot::InlineKeyboardMarkup avatars_only(Language language) {
    return {{{screen(texts::avatar_buttons(language).list, AvatarScreen::list)}}};
}

bot::InlineKeyboardMarkup photo_sheet(Language language, AvatarId avatar,
                                      std::vector<AvatarPhoto> const& photos) {
    constexpr std::size_t in_a_row = 5;
    bot::InlineKeyboardMarkup keyboard;
    auto& rows = keyboard.inline_keyboard;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        if (i % in_a_row == 0) rows.emplace_back();
        rows.back().push_back(photo_button(std::to_string(i + 1), PhotoAction::show, photos[i].id));
    }
    rows.push_back({button(texts::avatar_buttons(language).back, AvatarAction::open, avatar)});
    return keyboard;
}

bot::InlineKeyboardMarkup photo_page(Language language, std::vector<AvatarPhoto> const& photos,
                                     std::size_t at, bool may_change) {
    auto const& words = texts::avatar_photo(language);
    auto const& photo = photos.at(at);
    bot::InlineKeyboardMarkup keyboard;
    auto& rows = keyboard.inline_keyboard;
    if (photos.size() > 1) {
        auto const before = (at + photos.size() - 1) % photos.size();
        auto const after = (at + 1) % photos.size();
        rows.push_back({photo_button(fmt::format("◀ {}", before + 1), PhotoAction::show, photos[before].id),
                        photo_button(fmt::format("{} ▶", after + 1), PhotoAction::show, photos[after].id)});
    }
    if (may_change)
        rows.push_back({photo_button(words.button_replace_photo, PhotoAction::replace, photo.id),
                        photo_button(words.button_remove_photo, PhotoAction::remove, photo.id)});
    rows.push_back({button(words.button_all_photos, AvatarAction::sheet, photo.avatar_id)});
    return keyboard;
}

}  // namespace aisha::keyboards
