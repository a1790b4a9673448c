// The texts about avatars of each language, for avatar.cpp and avatar_photo.cpp.
#pragma once

#include "texts/avatar.hpp"
#include "texts/avatar_photo.hpp"

namespace aisha::texts {

AvatarTexts avatar_english();
AvatarTexts avatar_russian();
AvatarStateTexts avatar_states_english();
AvatarStateTexts avatar_states_russian();
AvatarButtonTexts avatar_buttons_english();
AvatarButtonTexts avatar_buttons_russian();
AvatarPhotoTexts avatar_photo_english();
AvatarPhotoTexts avatar_photo_russian();
PhotoProblemTexts photo_problem_english();
PhotoProblemTexts photo_problem_russian();

}  // namespace aisha::texts
