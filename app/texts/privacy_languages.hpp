// The texts of each language about people's data, for privacy.cpp.
#pragma once

#include "texts/privacy.hpp"

namespace aisha::texts {

PrivacyTexts english_privacy();
PrivacyTexts russian_privacy();

}  // namespace aisha::texts
