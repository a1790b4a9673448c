// The words of pieces put together.
#include "services/transcript/joined_text.hpp"

#include "core/limits/audio.hpp"
#include "core/utf.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace aisha {

namespace {

/// A word of a text: where it stands, and its letters alone, in lower case.
struct Word {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string letters;
};

/// Quotation marks, dashes, dots and the like, as UTF-8 has them beside ASCII.
bool is_mark(std::string_view character) {
    if (character.size() == 1) {
        auto const c = static_cast<unsigned char>(character[0]);
        return std::isalnum(c) == 0;
    }
    // U+0080–U+00BF (« » · ¡ ¿ …), U+2000–U+206F (“ ” — …) and U+3000–U+303F (、 。 「 」).
    return character.starts_with('\xC2') || character.starts_with("\xE2\x80") ||
           character.starts_with("\xE2\x81") || character.starts_with("\xE3\x80");
}

std::string letters_of(std::string_view word) {
    std::string letters;
    for (std::size_t at = 0; at < word.size();) {
        std::size_t size = 1;
        while (at + size < word.size() && (static_cast<unsigned char>(word[at + size]) & 0xC0U) == 0x80U)
            ++size;
        auto const character = word.substr(at, size);
        if (!is_mark(character)) letters += character;
        at += size;
    }
    return utf::lower_case(letters);
}

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size();) {
        auto const begin = text.find_first_not_of(' ', at);
        if (begin == std::string_view::npos) break;
        auto const end = std::min(text.find(' ', begin), text.size());
        auto letters = letters_of(text.substr(begin, end - begin));
        if (!letters.empty()) words.push_back({begin, end, std::move(letters)});
        at = end;
    }
    return words;
}

/// Where two texts meet that have some words in common: so many words go from the end of the first and from
/// the beginning of the second.
struct Meeting {
    std::size_t from_end = 0;
    std::size_t from_beginning = 0;
};

/// The longest run of words that stands near the end of one text and near the start of the other. What is
/// after it in the first, and before it in the second, are halves of a word that was cut.
std::optional<Meeting> meeting(std::string_view first, std::string_view second, std::size_t words_max) {
    auto const left = words_of(first);
    auto const right = words_of(second);
    auto const from = left.size() - std::min(left.size(), words_max);
    auto const to = std::min(right.size(), words_max);
    std::size_t best_run = 0, best_left = 0, best_right = 0;
    for (auto l = from; l < left.size(); ++l)
        for (std::size_t r = 0; r < to; ++r) {
            std::size_t run = 0;
            while (l + run < left.size() && r + run < to && left[l + run].letters == right[r + run].letters)
                ++run;
            if (run <= best_run) continue;
            best_run = run;
            best_left = l;
            best_right = r;
        }
    static constexpr std::size_t broken_words_max = 1;
    bool const one_word_elsewhere =
        best_run == 1 && (best_left + 1 + broken_words_max < left.size() || best_right > broken_words_max);
    if (best_run == 0 || one_word_elsewhere) return std::nullopt;
    return Meeting{left.size() - (best_left + best_run), best_right + best_run};
}

/// At most this many words are said in the time.
std::size_t words_in(Duration time) {
    static constexpr double words_a_second = 5;
    return static_cast<std::size_t>(std::chrono::duration<double>(time).count() * words_a_second) + 1;
}

void drop_last_words(std::string& text, std::size_t count) {
    auto const words = words_of(text);
    if (count == 0) return;
    text.resize(count < words.size() ? words[words.size() - count - 1].end : 0);
}

void drop_first_words(std::string& text, std::size_t count) {
    auto const words = words_of(text);
    if (count == 0) return;
    // A dash after the last of them stays.
    auto const rest = count < words.size() ? text.find_first_not_of(' ', words[count - 1].end) : text.size();
    text.erase(0, rest);
}

/// Takes what both pieces heard out of the second, and a word broken at the cut out of the first.
void part(HeardPiece& first, HeardPiece& second) {
    auto met = meeting(first.heard.text, second.heard.text, words_in(first.where.end - second.where.start));
    if (!met) return;
    drop_last_words(first.heard.text, met->from_end);
    drop_first_words(second.heard.text, met->from_beginning);
    auto& left = first.heard.segments;
    auto& right = second.heard.segments;
    while (met->from_end > 0 && !left.empty()) {
        auto const count = std::min(met->from_end, words_of(left.back().text).size());
        drop_last_words(left.back().text, count);
        met->from_end -= count;
        if (!words_of(left.back().text).empty()) break;
        left.pop_back();
    }
    while (met->from_beginning > 0 && !right.empty()) {
        auto const count = std::min(met->from_beginning, words_of(right.front().text).size());
        drop_first_words(right.front().text, count);
        met->from_beginning -= count;
        if (!words_of(right.front().text).empty()) break;
        right.erase(right.begin());
    }
}

/// Where the sentence ends that begins at `from`.
std::size_t sentence_end(std::string_view text, std::size_t from) {
    for (auto at = from; (at = text.find(' ', at)) != std::string_view::npos; ++at) {
        auto const before = text.substr(from, at - from);
        if (before.ends_with('.') || before.ends_with('!') || before.ends_with('?') || before.ends_with("…"))
            return at;
    }
    return text.size();
}

/// A segment as one for each of its sentences, where it is long.
std::vector<Segment> sentences_of(Segment segment) {
    if (segment.end_s - segment.start_s < limits::long_segment_s) return {std::move(segment)};
    std::vector<Segment> result;
    auto const letters = static_cast<double>(std::max<std::size_t>(utf::length(segment.text), 1));
    double before = 0;
    for (std::size_t at = 0; at < segment.text.size();) {
        auto const end = sentence_end(segment.text, at);
        auto sentence = segment.text.substr(at, end - at);
        auto const after = before + static_cast<double>(utf::length(sentence) + 1);
        auto const time_at = [&](double letter) {
            return segment.start_s + (segment.end_s - segment.start_s) * std::min(letter / letters, 1.0);
        };
        result.push_back({time_at(before), time_at(after), std::move(sentence), segment.log_probability});
        before = after;
        at = end + 1;
    }
    return result;
}

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

Transcription join_pieces(std::vector<HeardPiece> pieces) {
    for (auto& piece : pieces)
        if (piece.heard.segments.empty() && !piece.heard.text.empty())
            piece.heard.segments = {{0, seconds(piece.where.length()), piece.heard.text}};
    for (std::size_t at = 1; at < pieces.size(); ++at)
        if (pieces[at].where.start < pieces[at - 1].where.end) part(pieces[at - 1], pieces[at]);
    Transcription whole;
    for (auto& piece : pieces) {
        auto const length = seconds(piece.where.length());
        if (!whole.text.empty() && !piece.heard.text.empty()) whole.text += ' ';
        whole.text += piece.heard.text;
        for (auto& segment : piece.heard.segments) {
            auto const start = std::clamp(segment.start_s, 0.0, length);
            auto const end = std::clamp(segment.end_s, start, length);
            segment.start_s = seconds(piece.where.start) + start;
            segment.end_s = seconds(piece.where.start) + end;
            std::ranges::move(sentences_of(std::move(segment)), std::back_inserter(whole.segments));
        }
    }
    return whole;
}

}  // namespace aisha
