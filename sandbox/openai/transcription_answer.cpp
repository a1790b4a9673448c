// Formats of transcriptions: json, text, srt, verbose_json, vtt, and events.
#include "sandbox/openai/transcription_answer.hpp"

#include "core/limits.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>

namespace aisha::sandbox {

namespace {

std::string trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::string whole_text(Spoken const& spoken) {
    std::string text;
    for (auto const& segment : spoken.segments) text += segment.text;
    return trimmed(text);
}

/// How well the text can be packed; over 2.4 it repeats itself. As the Whisper program computes it.
double compression_ratio(std::string const& text) {
    if (text.empty()) return 0;
    auto packed_size = compressBound(static_cast<uLong>(text.size()));
    std::string packed(packed_size, '\0');
    auto const result =
        compress(reinterpret_cast<Bytef*>(packed.data()), &packed_size,
                 reinterpret_cast<Bytef const*>(text.data()), static_cast<uLong>(text.size()));
    if (result != Z_OK) throw std::runtime_error("zlib: compress failed");
    return static_cast<double>(text.size()) / static_cast<double>(packed_size);
}

/// 00:01:02,345 or 00:01:02.345
std::string timestamp(double seconds, char decimal) {
    auto const ms = std::llround(std::max(0.0, seconds) * 1000);
    return fmt::format("{:02}:{:02}:{:02}{}{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, decimal,
                       ms % 1000);
}

std::string subtitles(Spoken const& spoken, AnswerFormat format) {
    bool const vtt = format == AnswerFormat::vtt;
    std::string text = vtt ? "WEBVTT\n\n" : "";
    int number = 1;
    for (auto const& segment : spoken.segments) {
        if (!vtt) text += fmt::format("{}\n", number++);
        char const decimal = vtt ? '.' : ',';
        text += fmt::format("{} --> {}\n{}\n\n", timestamp(segment.start.value_or(0), decimal),
                            timestamp(segment.end.value_or(0), decimal), trimmed(segment.text));
    }
    return text;
}

bool ends_sentence(std::string_view text) {
    return !text.empty() && std::string_view(".!?").contains(text.back());
}

/// Words (one a segment) put together to sentences.
std::vector<SpokenSegment> sentences(std::vector<SpokenSegment> const& words) {
    std::vector<SpokenSegment> result;
    bool begins = true;
    std::size_t words_in_it = 0;
    for (auto const& word : words) {
        if (begins) {
            result.push_back(word);
            words_in_it = 1;
        } else {
            auto& sentence = result.back();
            sentence.text += word.text;
            sentence.end = word.end;
            if (sentence.tokens && word.tokens)
                sentence.tokens->insert(sentence.tokens->end(), word.tokens->begin(), word.tokens->end());
            ++words_in_it;
            auto const mean = sentence.avg_logprob.value_or(0);
            sentence.avg_logprob =
                mean + (word.avg_logprob.value_or(0) - mean) / static_cast<double>(words_in_it);
        }
        begins = ends_sentence(trimmed(word.text));
    }
    return result;
}

json::Object segment_json(SpokenSegment const& segment, std::size_t number) {
    return {{"id", number},
            {"seek", 0},
            {"start", segment.start.value_or(0)},
            {"end", segment.end.value_or(0)},
            {"text", json::write(segment.text)},
            {"tokens", json::write(segment.tokens.value_or(std::vector<std::int64_t>{}))},
            {"temperature", segment.temperature.value_or(0)},
            {"avg_logprob", segment.avg_logprob.value_or(0)},
            {"compression_ratio", compression_ratio(segment.text)},
            {"no_speech_prob", segment.no_speech_prob.value_or(0)}};
}

json::Object usage(Spoken const& spoken) {
    return {{"type", "duration"}, {"seconds", static_cast<std::int64_t>(std::ceil(spoken.duration))}};
}

std::string verbose_json(Spoken const& spoken, TranscriptionRequest const& request) {
    json::Object answer{{"task", "transcribe"},
                        {"language", json::write(spoken.language)},
                        {"duration", spoken.duration},
                        {"text", json::write(whole_text(spoken))}};
    if (request.words) {
        json::Array words;
        for (auto const& segment : spoken.segments)
            words.push_back(json::write(SpokenWord{.word = trimmed(segment.text),
                                                   .start = segment.start.value_or(0),
                                                   .end = segment.end.value_or(0)}));
        answer["words"] = std::move(words);
    }
    if (request.segments) {
        json::Array segments;
        for (auto const& segment : request.words ? sentences(spoken.segments) : spoken.segments)
            segments.push_back(segment_json(segment, segments.size()));
        answer["segments"] = std::move(segments);
    }
    answer["usage"] = usage(spoken);
    return json::dump(answer);
}

/// The text as events. They come all at once, for the local server has it only when it has all of it.
/// https://platform.openai.com/docs/api-reference/audio/transcript-text-delta-event
std::string events(Spoken const& spoken) {
    std::string text;
    for (auto const& segment : spoken.segments)
        text += "data: " +
                json::dump(
                    json::Object{{"type", "transcript.text.delta"}, {"delta", json::write(segment.text)}}) +
                "\n\n";
    return text + "data: " +
           json::dump(json::Object{{"type", "transcript.text.done"},
                                   {"text", json::write(whole_text(spoken))},
                                   {"usage", usage(spoken)}}) +
           "\n\n";
}

net::OutgoingResponse text_answer(std::string type, std::string body) {
    net::OutgoingResponse response;
    response.headers.add("Content-Type", std::move(type));
    response.body = std::move(body);
    return response;
}

}  // namespace

net::OutgoingResponse transcription_answer(Spoken spoken, TranscriptionRequest const& request) {
    static constexpr auto plain = "text/plain; charset=utf-8";
    if (spoken.segments.size() == 1 && !spoken.segments[0].end) spoken.segments[0].end = spoken.duration;
    // The models that stand behind the other names do not invent words for music and noise.
    if (!request.is_whisper())
        std::erase_if(spoken.segments, [](SpokenSegment const& segment) {
            return segment.no_speech_prob.value_or(0) >= limits::no_speech_probability;
        });
    if (request.stream) return text_answer("text/event-stream; charset=utf-8", events(spoken));
    switch (request.format) {
        case AnswerFormat::text: return text_answer(plain, whole_text(spoken) + "\n");
        case AnswerFormat::srt:
        case AnswerFormat::vtt: return text_answer(plain, subtitles(spoken, request.format));
        case AnswerFormat::verbose_json: return net::json_response(200, verbose_json(spoken, request));
        case AnswerFormat::json: break;
    }
    return net::json_response(
        200, json::dump(json::Object{{"text", json::write(whole_text(spoken))}, {"usage", usage(spoken)}}));
}

}  // namespace aisha::sandbox
