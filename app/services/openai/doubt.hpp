// Signs that a recogniser wrote what nobody said: loops, inventions, guesses.
#pragma once

#include "services/openai/transcription.hpp"

#include <string>
#include <string_view>

namespace aisha {

/// How many times running the same sentence stands in `text`, at most.
int repetitions(std::string_view text);

/// How much better than normal speech the most repetitive part of `text` compresses (zlib): whisper's own
/// measure of a loop. https://github.com/openai/whisper/blob/main/whisper/transcribe.py
double compression_ratio(std::string_view text);

/// True where a second hearing with other settings is worth its price: a sentence three times running, a text
/// that repeats itself, a segment that the recogniser itself hardly believes.
bool is_doubtful(Transcription const& heard);

/// What may be shown of a text that is still doubtful after a second hearing. A sentence that stands
/// too many times running stands once; it and segments that are guesses are put between "[" and "…?]",
/// so that nothing looks as if it had been said.
Transcription marked(Transcription heard);

}  // namespace aisha
