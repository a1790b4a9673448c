// The texts about notes of each language, for notes.cpp.
#pragma once

#include "texts/notes.hpp"

namespace aisha::texts {

NotesTexts english_notes();
NotesTexts russian_notes();

}  // namespace aisha::texts
