// Signs that a recogniser wrote what nobody said.
#include "services/openai/doubt.hpp"

#include "core/limits/audio.hpp"

#include <zlib.h>

#include <algorithm>

namespace aisha {

namespace {

/// A sentence of a text and what separates it from the next.
struct Sentence {
    std::string_view words;  ///< with its closing mark
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<Sentence> sentences_of(std::string_view text) {
    std::vector<Sentence> sentences;
    for (std::size_t at = 0; at < text.size();) {
        auto const begin = text.find_first_not_of(' ', at);
        if (begin == std::string_view::npos) break;
        auto end = text.find_first_of(".!?", begin);
        end = end == std::string_view::npos ? text.size() : end + 1;
        // The second and third dot of an ellipsis belong to the first.
        while (end < text.size() && std::string_view(".!?").contains(text[end])) ++end;
        sentences.push_back({text.substr(begin, end - begin), begin, end});
        at = end;
    }
    return sentences;
}

double ratio_of(std::string_view text) {
    auto size = ::compressBound(text.size());
    std::vector<unsigned char> packed(size);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): zlib's bytes
    auto const* bytes = reinterpret_cast<unsigned char const*>(text.data());
    if (::compress(packed.data(), &size, bytes, text.size()) != Z_OK) return 1;
    return static_cast<double>(text.size()) / static_cast<double>(size);
}

bool is_guess(Segment const& segment) {
    return segment.log_probability.value_or(0) < limits::doubtful_log_probability;
}

std::string bracketed(std::string text) {
    while (!text.empty() && std::string_view(".!? ").contains(text.back())) text.pop_back();
    return "[" + text + "…?]";
}

/// Every sentence that stands limits::repetitions_suspect times running or more stands once, in brackets.
std::string without_loops(std::string_view text) {
    std::string result;
    auto const sentences = sentences_of(text);
    for (std::size_t at = 0; at < sentences.size();) {
        std::size_t same = 1;
        while (at + same < sentences.size() && sentences[at + same].words == sentences[at].words) ++same;
        bool const loop = same >= static_cast<std::size_t>(limits::repetitions_suspect);
        for (std::size_t i = 0; i < (loop ? 1 : same); ++i) {
            if (!result.empty()) result += ' ';
            std::string words(sentences[at].words);
            result += loop ? bracketed(std::move(words)) : words;
        }
        at += same;
    }
    return result;
}

bool is_certain_loop(std::string_view text) {
    return repetitions(text) >= limits::repetitions_certain ||
           compression_ratio(text) > limits::compression_ratio_max;
}

}  // namespace

int repetitions(std::string_view text) {
    std::string_view last;
    int same = 0, most = 0;
    for (auto const& sentence : sentences_of(text)) {
        same = sentence.words == last ? same + 1 : 1;
        last = sentence.words;
        most = std::max(most, same);
    }
    return most;
}

double compression_ratio(std::string_view text) {
    double most = 0;
    for (std::size_t at = 0; at == 0 || at < text.size(); at += limits::compression_window_bytes)
        most = std::max(most, ratio_of(text.substr(at, limits::compression_window_bytes)));
    return most;
}

bool is_doubtful(Transcription const& heard) {
    return repetitions(heard.text) >= limits::repetitions_suspect || is_certain_loop(heard.text) ||
           std::ranges::any_of(heard.segments, is_guess);
}

Transcription marked(Transcription heard) {
    if (is_certain_loop(heard.text)) {
        auto const before = heard.text;
        heard.text = without_loops(heard.text);
        if (heard.text == before) heard.text = bracketed(std::move(heard.text));
        double const end = heard.segments.empty() ? 0 : heard.segments.back().end_s;
        heard.segments = {{.start_s = 0, .end_s = end, .text = heard.text}};
        return heard;
    }
    if (std::ranges::none_of(heard.segments, is_guess)) return heard;
    heard.text.clear();
    for (auto& segment : heard.segments) {
        if (is_guess(segment)) segment.text = bracketed(std::move(segment.text));
        if (!heard.text.empty()) heard.text += ' ';
        heard.text += segment.text;
    }
    return heard;
}

}  // namespace aisha
