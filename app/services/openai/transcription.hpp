// What a speech service answered, as values: reading transcriptions and errors in the shapes that OpenAI and
// the compatible servers really send. No network here.
#pragma once

#include "core/errors.hpp"
#include "net/http.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// A stretch of speech.
struct Segment {
    double start_s = 0;
    double end_s = 0;
    std::string text;
    std::optional<double> log_probability;  ///< mean of its words', where the service says
};
BOOST_DESCRIBE_STRUCT(Segment, (), (start_s, end_s, text, log_probability))

struct Transcription {
    std::string text;                     ///< trimmed; empty where nobody speaks
    std::optional<std::string> language;  ///< ISO 639-1, as recognised, where the service says
    std::vector<Segment> segments;        ///< where the service says
};
BOOST_DESCRIBE_STRUCT(Transcription, (), (text, language, segments))

/// The service finds a recording too long or too large: as two shorter ones it would be taken.
class TooLong : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads a 2xx answer, `json` or `verbose_json`. Drops segments in which nobody speaks and puts the rest
/// together as running text; nobody spoke at all where `text` is empty. Throws Unavailable where it is no
/// transcription.
Transcription read_transcription(std::string_view body);

/// Throws what an answer other than 2xx means, by who must act (see TranscriptionClient::transcribe).
[[noreturn]] void throw_speech_error(net::Response const& response);

}  // namespace aisha
