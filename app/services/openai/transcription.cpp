// Reading what speech services answer.
#include "services/openai/transcription.hpp"

#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/speech_languages.hpp"
#include "core/utf.hpp"
#include "services/openai/service_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace aisha {

namespace {

/// https://platform.openai.com/docs/api-reference/audio/verbose-json-object
struct AnsweredSegment {
    std::optional<double> start, end;
    std::string text;
    std::optional<double> no_speech_prob, avg_logprob;
};
BOOST_DESCRIBE_STRUCT(AnsweredSegment, (), (start, end, text, no_speech_prob, avg_logprob))

struct Answer {
    std::string text;
    std::optional<std::string> language;
    std::optional<std::vector<AnsweredSegment>> segments;
};
BOOST_DESCRIBE_STRUCT(Answer, (), (text, language, segments))

bool is_space(char c) { return c >= '\0' && c <= ' '; }

/// "[Music]", "(applause)", "*sighs*", "♪ ♪": a remark on the sound, not words that were said.
bool is_remark(std::string_view text) {
    using Brackets = std::pair<std::string_view, std::string_view>;
    static constexpr auto brackets =
        std::to_array<Brackets>({{"[", "]"}, {"(", ")"}, {"*", "*"}, {"♪", "♪"}});
    while (!text.empty() && std::string_view(".!?-").contains(text.back())) text.remove_suffix(1);
    return std::ranges::any_of(brackets, [&](Brackets const& pair) {
        auto const& [open, close] = pair;
        if (text == open) return true;
        if (text.size() < open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close))
            return false;
        auto const inside = text.substr(open.size(), text.size() - open.size() - close.size());
        return inside.find(close) == std::string_view::npos;
    });
}

double finite_or_zero(std::optional<double> seconds) {
    return seconds && std::isfinite(*seconds) && *seconds > 0 ? *seconds : 0;
}

/// Whisper was trained on subtitles and hears their closing words in music and noise, however sure it is.
/// Somebody who really says them needs a second or two.
bool is_invention(std::string_view text, double seconds) {
    static constexpr auto closing_words = std::to_array<std::string_view>(
        {"you", "thank you", "thanks for watching", "thank you for watching", "bye", "продолжение следует",
         "спасибо за просмотр", "субтитры сделал dimatorzok", "субтитры создавал dimatorzok"});
    if (seconds < limits::invention_seconds_min) return false;
    while (!text.empty() && std::string_view(".!?… ").contains(text.back())) text.remove_suffix(1);
    auto const words = utf::lower_case(text);
    return std::ranges::find(closing_words, words) != closing_words.end();
}

bool is_speech(AnsweredSegment const& segment) {
    auto const text = tidied(segment.text);
    if (text.empty() || is_remark(text)) return false;
    if (is_invention(text, finite_or_zero(segment.end) - finite_or_zero(segment.start))) return false;
    return segment.no_speech_prob.value_or(0) < limits::no_speech_probability &&
           segment.avg_logprob.value_or(0) >= limits::speech_log_probability_min;
}

/// Segments as running text. Whisper's own segments begin with a space where a word begins, and may be cut
/// inside words; servers that trim them have cut between words.
std::string joined(std::vector<AnsweredSegment> const& segments) {
    bool const spaced = std::any_of(
        segments.begin() + (segments.empty() ? 0 : 1), segments.end(),
        [](auto const& segment) { return !segment.text.empty() && is_space(segment.text.front()); });
    std::string text;
    for (auto const& segment : segments) {
        if (!spaced) text += ' ';
        text += segment.text;
    }
    return tidied(text);
}

constexpr ServiceNames names{.service = "the speech service",
                             .key = "SPEECH_API_KEY or OPENAI_API_KEY",
                             .model = "SPEECH_MODEL",
                             .address = "SPEECH_BASE_URL"};

/// 400: the recording is to blame, or our request is.
[[noreturn]] void throw_bad_request(std::string const& what, ServiceError const& error) {
    if (error.code == "audio_too_short" || says(error.message, "too short"))
        throw Refusal(RefusalReason::no_speech);
    for (auto const* words : {"corrupted", "could not be decoded", "failed to read audio", "Invalid request"})
        if (says(error.message, words)) throw Refusal(RefusalReason::file_damaged);
    for (auto const* words : {"longer than", "too long", "too large", "maximum"})
        if (says(error.message, words)) throw TooLong(what);
    throw std::runtime_error(what);
}

}  // namespace

Transcription read_transcription(std::string_view body) {
    Answer answer;
    try {
        answer = json::read<Answer>(json::parse(body));
    } catch (json::Error const& error) {
        throw Unavailable(std::string("the speech service answered no transcription: ") + error.what());
    }
    Transcription result;
    if (answer.language) result.language = language_code(*answer.language);
    if (!answer.segments || answer.segments->empty()) {
        result.text = tidied(answer.text);
        if (is_remark(result.text)) result.text.clear();
        return result;
    }
    auto const all = answer.segments->size();
    std::erase_if(*answer.segments, [](AnsweredSegment const& segment) { return !is_speech(segment); });
    for (auto const& segment : *answer.segments)
        result.segments.push_back({.start_s = finite_or_zero(segment.start),
                                   .end_s = finite_or_zero(segment.end),
                                   .text = tidied(segment.text),
                                   .log_probability = segment.avg_logprob});
    result.text = joined(*answer.segments);
    // A service that puts its text together better than its segments show is believed where nothing was
    // dropped.
    if (answer.segments->size() == all && !answer.text.contains('\n') && !answer.text.empty())
        result.text = tidied(answer.text);
    return result;
}

void throw_speech_error(net::Response const& response) {
    auto const error = read_service_error(response.body);
    switch (response.status) {
        case 501: throw Refusal(RefusalReason::no_speech_service);
        case 400:
        case 415:
        case 422: throw_bad_request(described(response, error, names), error);
        case 413: throw TooLong(described(response, error, names));  // a gateway's page as likely as JSON
        default: throw_service_error(response, error, names);
    }
}

}  // namespace aisha
