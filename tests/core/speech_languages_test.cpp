// Names and codes of the languages of speech models.
#include "core/speech_languages.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

TEST(SpeechLanguages, are_known_by_name_and_by_code) {
    EXPECT_EQ(language_code("russian"), "ru");
    EXPECT_EQ(language_code("English"), "en");
    EXPECT_EQ(language_code("haitian creole"), "ht");
    EXPECT_EQ(language_code("de"), "de");
    EXPECT_EQ(language_code("javanese"), "jv");
    EXPECT_EQ(language_code("jw"), "jv");
    EXPECT_EQ(language_code("cantonese"), "yue");
    EXPECT_FALSE(language_code("klingon"));
    EXPECT_FALSE(language_code(""));
}

TEST(SpeechLanguages, have_whispers_own_codes) {
    EXPECT_EQ(whisper_language("ru"), "ru");
    EXPECT_EQ(whisper_language("jv"), "jw");
}

}  // namespace
}  // namespace aisha
