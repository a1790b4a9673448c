// The texts of avatars: complete in both languages, with the same places, and short enough.
#include "core/limits.hpp"
#include "core/utf.hpp"
#include "tests/texts/compared.hpp"
#include "texts/avatar.hpp"
#include "texts/avatar_photo.hpp"

namespace aisha::texts {
namespace {

/// Telegram refuses longer captions. https://core.telegram.org/bots/api#sendphoto
constexpr std::size_t caption_characters_max = 1024;

constexpr PhotoLimits limits_of_all{10, 50, 20 << 20};

TEST(AvatarTexts, are_complete_in_both_languages_with_the_same_places) {
    compare(avatar(Language::en), avatar(Language::ru));
    compare(avatar_states(Language::en), avatar_states(Language::ru));
    compare(avatar_buttons(Language::en), avatar_buttons(Language::ru));
    compare(avatar_photo(Language::en), avatar_photo(Language::ru));
    compare(photo_problems(Language::en), photo_problems(Language::ru));
}

TEST(AvatarTexts, there_are_words_for_every_value) {
    for (auto const language : {Language::en, Language::ru}) {
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<PhotoProblem>>(
            [&](auto one) { EXPECT_FALSE(photo_problem(language, one.value, limits_of_all).empty()); });
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<AvatarStatus>>(
            [&](auto one) { EXPECT_FALSE(avatar_status(language, one.value).empty()); });
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<AvatarRefusal>>([&](auto one) {
            EXPECT_LE(utf::utf16_length(avatar_refusal(language, one.value)),
                      limits::callback_answer_units_max);
        });
    }
}

TEST(AvatarTexts, captions_are_short_enough_with_every_warning) {
    AvatarPhoto photo;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<PhotoWarning>>([&](auto one) {
        photo.warnings += (photo.warnings.empty() ? "" : ",") + std::string(json::name_of(one.value));
    });
    for (auto const language : {Language::en, Language::ru}) {
        EXPECT_LE(utf::utf16_length(photo_caption(language, photo, 50, 50)), caption_characters_max);
        EXPECT_LE(utf::utf16_length(photo_sheet(language, std::string(50, 'W'), 50)), caption_characters_max);
    }
    EXPECT_NE(photo_caption(Language::en, {}, 2, 3).find(avatar_photo(Language::en).good), std::string::npos);
}

TEST(AvatarTexts, the_counter_says_what_comes_next) {
    EXPECT_EQ(photo_progress(Language::en, limits_of_all, 3, 4), "Photos: 3 of 50. Looking at 4 more…");
    EXPECT_NE(photo_progress(Language::en, limits_of_all, 3, 0).find("7 more"), std::string::npos);
    EXPECT_NE(photo_progress(Language::en, limits_of_all, 10, 0).find("these are all"), std::string::npos);
    EXPECT_NE(photo_progress(Language::ru, limits_of_all, 50, 0).find("Больше нельзя"), std::string::npos);
    EXPECT_EQ(photos_counted(Language::ru, 3), "3 фотографии");
}

}  // namespace
}  // namespace aisha::texts
