// The words of pieces put together: in order, with true times, each word once.
#pragma once

#include "media/media_runner.hpp"
#include "services/openai/transcription.hpp"

#include <vector>

namespace aisha {

/// What was heard in one piece of a recording; times count from the piece's start.
struct HeardPiece {
    Stretch where;
    Transcription heard;
};

/// The whole recording's words: text, and segments with times of the recording. `pieces` are in order. A long
/// segment of several sentences becomes one for each, with times by the length of their texts. Where
/// two of them overlap, the words that both have stand once, whatever marks and capitals each gave them.
Transcription join_pieces(std::vector<HeardPiece> pieces);

}  // namespace aisha
