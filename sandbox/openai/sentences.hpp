// A text as sentences and words, for the stand-in that answers from the text alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::sandbox {

struct Word {
    std::string text;   ///< as it stands
    std::string lower;  ///< in small letters
    std::string stem;   ///< by Snowball, Russian or English by its letters; empty for words that mean nothing
    std::size_t begin = 0;  ///< bytes in the sentence
    std::size_t end = 0;
    bool capital = false;  ///< a capital first, and small letters after it
};

struct Sentence {
    std::string text;
    std::vector<Word> words;
};

/// Sentences in order. A line end ends one; so do . ! ? and … before a space, but not after an initial or an
/// abbreviation. What has no punctuation is cut after limits of its own.
std::vector<Sentence> sentences_of(std::string_view text);

/// Words of one sentence.
std::vector<Word> words_of(std::string_view sentence);

/// True where the text is mostly in Cyrillic.
bool is_cyrillic(std::string_view text);

}  // namespace aisha::sandbox
