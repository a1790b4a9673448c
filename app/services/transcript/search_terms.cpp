// Words and their stems, by libstemmer.
#include "services/transcript/search_terms.hpp"

#include "core/limits/history.hpp"
#include "core/utf.hpp"

#include <libstemmer.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace aisha {

namespace {

class Stemmer {
public:
    explicit Stemmer(char const* language) : stemmer_(sb_stemmer_new(language, "UTF_8")) {
        if (!stemmer_) throw std::runtime_error(std::string("no stemmer for ") + language);
    }

    std::string stem(std::string const& word) const {
        auto const* const stemmed = sb_stemmer_stem(
            stemmer_.get(), reinterpret_cast<sb_symbol const*>(word.data()), static_cast<int>(word.size()));
        auto const size = static_cast<std::size_t>(sb_stemmer_length(stemmer_.get()));
        return {reinterpret_cast<char const*>(stemmed), size};
    }

private:
    struct Delete {
        void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
    };
    std::unique_ptr<sb_stemmer, Delete> stemmer_;
};

char32_t code_point(std::string_view letter) {
    constexpr unsigned low = 0x3F;
    auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(letter[at]); };
    switch (letter.size()) {
        case 2: return (byte(0) & 0x1FU) << 6U | (byte(1) & low);
        case 3: return (byte(0) & 0x0FU) << 12U | (byte(1) & low) << 6U | (byte(2) & low);
        case 4:
            return (byte(0) & 0x07U) << 18U | (byte(1) & low) << 12U | (byte(2) & low) << 6U |
                   (byte(3) & low);
        default: return byte(0);
    }
}

bool between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

/// Scripts that put no spaces between words: each character is looked for by itself.
bool is_word_alone(char32_t c) {
    return between(c, 0x0E00, 0x0E7F) || between(c, 0x3040, 0x30FF) || between(c, 0x3400, 0x9FFF) ||
           between(c, 0x20000, 0x2FFFF);
}

/// Letters, digits and marks of any script, as opposed to punctuation, spaces and symbols.
bool is_letter(char32_t c) {
    if (c < 0x80) return between(c, 'a', 'z') || between(c, 'A', 'Z') || between(c, '0', '9');
    if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c == 0xD7 || c == 0xF7) return false;
    return !between(c, 0x2000, 0x2BFF) && !between(c, 0x3000, 0x303F) && !between(c, 0xFE10, 0xFE6F) &&
           !between(c, 0xFF00, 0xFF0F) && !between(c, 0x1F000, 0x1FAFF) && !between(c, 0xD800, 0xF8FF) &&
           c != 0xFEFF && c != 0xFFFD;
}

bool is_russian(std::string_view word) {
    return std::ranges::any_of(word, [](char c) { return c == '\xD0' || c == '\xD1'; });
}

std::string without_yo(std::string word) {
    constexpr std::string_view yo = "ё", ye = "е";
    for (auto at = word.find(yo); at != std::string::npos; at = word.find(yo, at))
        word.replace(at, yo.size(), ye);
    return word;
}

std::string stem_of(std::string_view word) {
    // Stemmers keep state; words are cut up on database threads and on the loop.
    thread_local Stemmer const russian("russian");
    thread_local Stemmer const english("english");
    auto const small = without_yo(utf::lower_case(word));
    auto stemmed = is_russian(small) ? russian.stem(small) : english.stem(small);
    // A cut inside a letter would be no text for PostgreSQL.
    while (stemmed.size() > limits::term_bytes_max) {
        auto last = stemmed.size() - 1;
        while (last > 0 && (static_cast<unsigned char>(stemmed[last]) & 0xC0U) == 0x80U) --last;
        stemmed.resize(last);
    }
    return stemmed;
}

template <class Take>
void for_each_word(std::string_view text, Take take) {
    auto const good = utf::repaired(text);
    std::string_view const all = good;
    std::string word;
    auto const flush = [&] {
        if (!word.empty()) take(word);
        word.clear();
    };
    for (std::size_t at = 0; at < all.size();) {
        auto const letter = all.substr(at, utf::code_point_size(all[at]));
        at += letter.size();
        auto const c = code_point(letter);
        if (is_word_alone(c)) {
            flush();
            take(std::string(letter));
        } else if (is_letter(c)) {
            word += letter;
        } else {
            flush();
        }
    }
    flush();
}

}  // namespace

std::set<std::string> search_terms(std::string_view text) {
    std::set<std::string> terms;
    for_each_word(text, [&](std::string const& word) { terms.insert(stem_of(word)); });
    terms.erase("");
    return terms;
}

std::vector<std::string> wanted_terms(std::string_view typed) {
    std::vector<std::string> terms;
    for_each_word(typed, [&](std::string const& word) {
        auto term = stem_of(word);
        if (term.empty() || terms.size() == limits::search_terms_max) return;
        if (std::ranges::find(terms, term) == terms.end()) terms.push_back(std::move(term));
    });
    return terms;
}

}  // namespace aisha
