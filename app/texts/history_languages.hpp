// The texts of each language about what is kept, for history.cpp.
#pragma once

#include "texts/history.hpp"

namespace aisha::texts {

HistoryTexts english_history();
HistoryTexts russian_history();

}  // namespace aisha::texts
