// The texts of each language, for texts.cpp.
#pragma once

#include "texts/texts.hpp"

namespace aisha::texts {

Texts english();
Texts russian();

}  // namespace aisha::texts
