// The local server's words in the shapes in which OpenAI answers.
#pragma once

#include "core/json.hpp"
#include "net/http_server.hpp"
#include "sandbox/openai/transcription_request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::sandbox {

/// A piece of text with its times, as the local server gives it.
struct SpokenSegment {
    std::optional<double> start, end;
    std::string text;
    std::optional<std::vector<std::int64_t>> tokens;
    std::optional<double> temperature, avg_logprob, no_speech_prob;
};
BOOST_DESCRIBE_STRUCT(SpokenSegment, (), (start, end, text, tokens, temperature, avg_logprob, no_speech_prob))

/// verbose_json of whisper.cpp, as far as it is used.
struct Spoken {
    std::string language;
    double duration = 0;
    std::vector<SpokenSegment> segments;
};
BOOST_DESCRIBE_STRUCT(Spoken, (), (language, duration, segments))

/// A word with its times.
struct SpokenWord {
    std::string word;
    double start = 0;
    double end = 0;
};
BOOST_DESCRIBE_STRUCT(SpokenWord, (), (word, start, end))

/// The answer in the format that was asked for. Where words were asked for, each segment of `spoken` is one
/// word (whisper.cpp was told so) and segments are made of them, sentence by sentence.
/// https://platform.openai.com/docs/api-reference/audio/verbose-json-object
net::OutgoingResponse transcription_answer(Spoken spoken, TranscriptionRequest const& request);

}  // namespace aisha::sandbox
