// Cutting texts into sentences and words.
#include "sandbox/openai/sentences.hpp"

#include "core/utf.hpp"

#include <libstemmer.h>

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>

namespace aisha::sandbox {

namespace {

constexpr std::size_t words_in_sentence_max = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A letter or digit; of what is beyond ASCII everything but the signs of Latin-1 and General Punctuation.
bool is_letter(std::string_view c) {
    if (c.size() == 1) return is_latin(c[0]) || is_digit(c[0]);
    return c[0] != '\xC2' && !c.starts_with("\xE2\x80") && !c.starts_with("\xE2\x81");
}

std::set<std::string, std::less<>> const& empty_words() {
    static std::set<std::string, std::less<>> const words{
        "и",    "в",      "во",    "не",    "что",    "он",     "на",     "я",      "с",     "со",
        "как",  "а",      "то",    "все",   "она",    "так",    "его",    "но",     "да",    "ты",
        "к",    "у",      "же",    "вы",    "за",     "бы",     "по",     "только", "ее",    "её",
        "мне",  "было",   "вот",   "от",    "меня",   "еще",    "ещё",    "нет",    "о",     "из",
        "ему",  "теперь", "когда", "даже",  "ну",     "вдруг",  "ли",     "если",   "уже",   "или",
        "ни",   "быть",   "был",   "него",  "до",     "вас",    "нибудь", "опять",  "уж",    "вам",
        "ведь", "там",    "потом", "себя",  "ничего", "ей",     "может",  "они",    "тут",   "где",
        "есть", "надо",   "ней",   "для",   "мы",     "тебя",   "их",     "чем",    "была",  "сам",
        "чтоб", "чтобы",  "без",   "будто", "чего",   "раз",    "тоже",   "себе",   "под",   "будет",
        "ж",    "тогда",  "кто",   "этот",  "того",   "потому", "этого",  "какой",  "это",   "эта",
        "эти",  "всё",    "нам",   "нас",   "про",    "при",    "также",  "нужно",  "очень", "the",
        "a",    "an",     "and",   "or",    "but",    "of",     "to",     "in",     "on",    "at",
        "by",   "for",    "with",  "from",  "as",     "is",     "are",    "was",    "were",  "be",
        "been", "it",     "its",   "this",  "that",   "these",  "those",  "i",      "you",   "he",
        "she",  "we",     "they",  "me",    "him",    "her",    "us",     "them",   "my",    "your",
        "his",  "our",    "their", "will",  "would",  "can",    "could",  "should", "shall", "do",
        "does", "did",    "have",  "has",   "had",    "not",    "no",     "so",     "if",    "then",
        "than", "there",  "here",  "what",  "which",  "who",    "when",   "where",  "how",   "about",
        "into", "just",   "very",  "also",  "okay",   "well",   "let's"};
    return words;
}

std::string stem_of(std::string const& lower) {
    struct Delete {
        void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
    };
    using Stemmer = std::unique_ptr<sb_stemmer, Delete>;
    static thread_local Stemmer const russian(sb_stemmer_new("russian", "UTF_8"));
    static thread_local Stemmer const english(sb_stemmer_new("english", "UTF_8"));
    if (lower.size() < 3 || empty_words().contains(lower)) return {};
    auto* const stemmer = is_latin(lower[0]) ? english.get() : russian.get();
    if (!stemmer) throw std::runtime_error("libstemmer has no Russian or English");
    auto const* stem = sb_stemmer_stem(stemmer, reinterpret_cast<sb_symbol const*>(lower.data()),
                                       static_cast<int>(lower.size()));
    if (!stem) throw std::bad_alloc();
    return {reinterpret_cast<char const*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer))};
}

Word word_of(std::string_view sentence, std::size_t begin, std::size_t end) {
    Word word{.text = std::string(sentence.substr(begin, end - begin)), .begin = begin, .end = end};
    word.lower = utf::lower_case(word.text);
    word.stem = stem_of(word.lower);
    auto const first = utf::code_point_size(word.text[0]);
    word.capital = word.text.substr(0, first) != word.lower.substr(0, first) && word.text.size() > first &&
                   word.text.substr(first) == word.lower.substr(first);
    return word;
}

std::string_view trimmed(std::string_view text) {
    auto const is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// "А.", "т.", "Mr.": the dot after it ends no sentence.
bool is_abbreviation(std::string_view before) {
    static std::set<std::string, std::less<>> const known{"т",  "е",  "д",   "г",   "гг",  "ул",  "им", "др",
                                                          "пр", "см", "стр", "руб", "тыс", "млн", "mr", "mrs",
                                                          "ms", "dr", "e.g", "i.e", "etc", "st"};
    auto const space = before.find_last_of(" \n\t(");
    auto const word = space == std::string_view::npos ? before : before.substr(space + 1);
    return utf::length(word) == 1 || known.contains(utf::lower_case(word));
}

/// Where the sentence at the start of `text` ends.
std::size_t sentence_end(std::string_view text) {
    static constexpr std::string_view ellipsis = "…";
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\n') return at + 1;
        bool const dots = text.substr(at).starts_with(ellipsis);
        if (!dots && text[at] != '.' && text[at] != '!' && text[at] != '?') continue;
        auto after = at + (dots ? ellipsis.size() : 1);
        while (after < text.size() && std::string_view(".!?)\"'").contains(text[after])) ++after;
        if (after < text.size() && text.substr(after).starts_with("»")) after += 2;
        bool const ends = after == text.size() || text[after] == ' ' || text[after] == '\n';
        if (ends && !(text[at] == '.' && is_abbreviation(text.substr(0, at)))) return after;
        if (ends && after == text.size()) return after;
    }
    return text.size();
}

void add(std::vector<Sentence>& sentences, std::string_view text) {
    text = trimmed(text);
    auto words = words_of(text);
    if (words.empty()) return;
    if (words.size() <= words_in_sentence_max) {
        sentences.push_back({std::string(text), std::move(words)});
        return;
    }
    for (std::size_t first = 0; first < words.size(); first += words_in_sentence_max) {
        auto const next = first + words_in_sentence_max;
        auto const begin = words[first].begin;
        auto const end = next < words.size() ? words[next].begin : text.size();
        auto const piece = trimmed(text.substr(begin, end - begin));
        sentences.push_back({std::string(piece), words_of(piece)});
    }
}

}  // namespace

std::vector<Word> words_of(std::string_view sentence) {
    std::vector<Word> words;
    std::size_t begin = std::string_view::npos;
    for (std::size_t at = 0; at <= sentence.size();) {
        auto const size =
            at < sentence.size() ? std::min(utf::code_point_size(sentence[at]), sentence.size() - at) : 1;
        auto const c = sentence.substr(at, size);
        bool const inside = begin != std::string_view::npos;
        bool const joins = inside && (c == "-" || c == "'" || c == "." || c == "’") &&
                           at + 1 < sentence.size() &&
                           is_letter(sentence.substr(at + size, utf::code_point_size(sentence[at + size]))) &&
                           (c != "." || (is_digit(sentence[at - 1]) && is_digit(sentence[at + 1])));
        if (at < sentence.size() && (is_letter(c) || joins)) {
            if (!inside) begin = at;
        } else if (inside) {
            words.push_back(word_of(sentence, begin, at));
            begin = std::string_view::npos;
        }
        at += size;
    }
    return words;
}

std::vector<Sentence> sentences_of(std::string_view text) {
    std::vector<Sentence> sentences;
    while (!text.empty()) {
        auto const size = sentence_end(text);
        add(sentences, text.substr(0, size));
        text.remove_prefix(size);
    }
    return sentences;
}

bool is_cyrillic(std::string_view text) {
    auto const latin = std::ranges::count_if(text, is_latin);
    auto const cyrillic = std::ranges::count_if(text, [](char c) { return c == '\xD0' || c == '\xD1'; });
    return cyrillic > latin;
}

}  // namespace aisha::sandbox
