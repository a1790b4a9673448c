// The texts of each language about choices, for settings.cpp.
#pragma once

#include "texts/settings.hpp"

namespace aisha::texts {

SettingsTexts english_settings();
SettingsTexts russian_settings();

}  // namespace aisha::texts
