// Reading what speech services answer.
#include "services/openai/transcription.hpp"

#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/speech_languages.hpp"
#include "core/utf.hpp"

#include <algorithm>
#include <array>
#include <charconv>
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

/// One space for every run of white space and control characters, none at the ends.
std::string tidied(std::string_view text) {
    std::string result;
    for (char const c : text) {
        if (!is_space(c)) result += c;
        else if (!result.empty() && result.back() != ' ') result += ' ';
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

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

/// What a failed service says of itself: `error` is an object at OpenAI, a text at whisper.cpp; FastAPI has
/// `detail`.
struct ErrorText {
    std::string message;
    std::string code;
};

ErrorText error_text(std::string_view body) {
    static constexpr std::size_t characters_max = 300;
    ErrorText result;
    auto const text_of = [](json::Object const& object, char const* key) -> std::string {
        auto const* value = object.if_contains(key);
        return value && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    try {
        auto const document = json::parse(body);
        if (auto const* object = document.if_object()) {
            auto const* error = object->if_contains("error");
            if (error && error->is_object()) {
                result.message = text_of(error->get_object(), "message");
                result.code = text_of(error->get_object(), "code");
                if (result.code.empty()) result.code = text_of(error->get_object(), "type");
            } else {
                for (auto const* key : {"error", "detail", "message"})
                    if (result.message.empty()) result.message = text_of(*object, key);
            }
        }
    } catch (json::Error const&) {
        // Not JSON: whisper.cpp and gateways answer in plain text or HTML; its beginning is what there is to
        // tell.
    }
    if (result.message.empty()) result.message = tidied(utf::repaired(body));
    result.message = std::string(utf::utf16_prefix(result.message, characters_max));
    return result;
}

/// https://platform.openai.com/docs/guides/rate-limits
std::optional<std::chrono::seconds> asked_to_wait(net::Response const& response) {
    if (auto const field = response.headers.find("retry-after-ms")) {
        double milliseconds = 0;
        auto const [end, error] = std::from_chars(field->data(), field->data() + field->size(), milliseconds);
        if (error == std::errc() && milliseconds >= 0 && milliseconds < 1e9)
            return std::chrono::ceil<std::chrono::seconds>(
                std::chrono::duration<double, std::milli>(milliseconds));
    }
    return response.retry_after();
}

bool contains(std::string_view text, std::string_view words) {
    return std::ranges::search(text, words, [](unsigned char a, unsigned char b) {
               return std::tolower(a) == std::tolower(b);
           }).begin() != text.end();
}

/// 400: the recording is to blame, or our request is.
[[noreturn]] void throw_bad_request(std::string const& what, ErrorText const& error) {
    if (error.code == "audio_too_short" || contains(error.message, "too short"))
        throw Refusal(RefusalReason::no_speech);
    for (auto const* words : {"corrupted", "could not be decoded", "failed to read audio", "Invalid request"})
        if (contains(error.message, words)) throw Refusal(RefusalReason::file_damaged);
    for (auto const* words : {"longer than", "too long", "too large", "maximum"})
        if (contains(error.message, words)) throw TooLong(what);
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
    auto const error = error_text(response.body);
    auto const what = fmt::format("the speech service answered {}: {}", response.status, error.message);
    switch (response.status) {
        case 501: throw Refusal(RefusalReason::no_speech_service);
        case 400:
        case 415:
        case 422: throw_bad_request(what, error);
        case 401:
        case 403: throw std::runtime_error(what + " (check SPEECH_API_KEY or OPENAI_API_KEY)");
        case 404:
            throw std::runtime_error(what + " (check SPEECH_MODEL, and that SPEECH_BASE_URL ends in /v1)");
        case 413: throw TooLong(what);  // a gateway's page as likely as JSON
        case 408:
        case 409:
        case 425: throw Unavailable(what, asked_to_wait(response));
        case 429:
            if (error.code == "insufficient_quota")
                throw std::runtime_error(what + " (the account's quota is used up)");
            throw Unavailable(what, asked_to_wait(response));
        default: break;
    }
    if (response.status >= 500) throw Unavailable(what, asked_to_wait(response));
    throw std::runtime_error(what);
}

}  // namespace aisha
