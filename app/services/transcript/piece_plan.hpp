// Where a recording is cut: speech is found by its loudness above the recording's own noise, and put into
// pieces as long as a speech service likes them.
#pragma once

#include "media/wav_speech.hpp"

#include <vector>

namespace aisha {

/// What a speech service likes.
struct PieceRules {
    Duration longest{};      ///< of a piece
    Duration silence_max{};  ///< longer silence is not sent
};

/// The stretches in which it is louder than the noise of the recording, with a margin, in order and apart.
/// The whole recording where nothing stands out.
std::vector<Stretch> find_speech(Levels const& levels, Duration length);

/// Pieces that hold all speech of a recording, in order, none longer than the rules say. Each ends in a pause
/// where there is one; where there is none, it ends where it is quietest, and the next piece begins
/// limits::piece_overlap earlier.
std::vector<Stretch> plan_pieces(Levels const& levels, Duration length, PieceRules const& rules);

/// A piece as two, for a service that finds it too long: cut where it is quietest in the middle. Nothing
/// where they would be shorter than limits::piece_min.
std::optional<std::pair<Stretch, Stretch>> halves(Levels const& levels, Stretch piece);

}  // namespace aisha
