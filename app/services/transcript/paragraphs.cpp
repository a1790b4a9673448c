// Where paragraphs begin.
#include "services/transcript/paragraphs.hpp"

#include "core/limits/history.hpp"
#include "core/utf.hpp"

#include <algorithm>

namespace aisha {

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t\r\n";
    auto const first = text.find_first_not_of(spaces);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

bool ends_sentence(std::string_view text) {
    for (std::string_view const end : {".", "!", "?", "…", "。", "！", "？", ".”", ".\"", ".»"})
        if (text.ends_with(end)) return true;
    return false;
}

/// The words of a text one by one, with their sentence ends.
class Paragraphs {
public:
    void add(std::string_view words, bool after_pause) {
        words = trimmed(words);
        if (words.empty()) return;
        auto const units = utf::utf16_length(current_);
        bool const long_enough = ends_sentence(current_) && units >= limits::paragraph_units_wanted;
        bool const paused = after_pause && units >= limits::paragraph_units_min;
        if (long_enough || paused) finish();
        if (!current_.empty()) current_ += ' ';
        current_ += words;
    }

    std::vector<std::string> take() {
        finish();
        return std::move(done_);
    }

private:
    void finish() {
        if (!current_.empty()) done_.push_back(std::move(current_));
        current_.clear();
    }

    std::string current_;
    std::vector<std::string> done_;
};

/// A text sentence by sentence; a pause before it is one before its first.
void add_sentences(Paragraphs& paragraphs, std::string_view text, bool after_pause) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const space = text[at] == ' ' || text[at] == '\n';
        if (!space || !ends_sentence(text.substr(begin, at - begin))) continue;
        paragraphs.add(text.substr(begin, at - begin), after_pause);
        after_pause = false;
        begin = at + 1;
    }
    paragraphs.add(text.substr(begin), after_pause);
}

/// Without any space: what segments and text must have in common.
std::string words_of(std::string_view text) {
    std::string words;
    for (char const c : text)
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') words += c;
    return words;
}

bool hold_the_same(std::string_view text, std::vector<TranscriptSegment> const& segments) {
    std::string all;
    for (auto const& segment : segments) all += segment.text;
    return words_of(all) == words_of(text);
}

}  // namespace

std::vector<std::string> paragraphs_of(std::string_view text,
                                       std::vector<TranscriptSegment> const& segments) {
    Paragraphs paragraphs;
    if (segments.empty() || !hold_the_same(text, segments)) {
        add_sentences(paragraphs, text, false);
        return paragraphs.take();
    }
    double end = segments.front().start_s;
    for (auto const& segment : segments) {
        add_sentences(paragraphs, segment.text, segment.start_s - end >= limits::paragraph_pause_s);
        end = std::max(end, segment.end_s);
    }
    return paragraphs.take();
}

std::string joined_paragraphs(std::vector<std::string> const& paragraphs) {
    std::string text;
    for (auto const& paragraph : paragraphs) {
        if (!text.empty()) text += "\n\n";
        text += paragraph;
    }
    return text;
}

}  // namespace aisha
