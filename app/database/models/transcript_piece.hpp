// A part of a recording, as it is sent to the speech service.
#pragma once

#include "core/clock.hpp"
#include "core/json.hpp"

#include <boost/describe.hpp>

#include <optional>

namespace aisha {

enum class PieceState {
    waiting,  ///< to be heard
    heard     ///< what was heard is kept
};
BOOST_DESCRIBE_ENUM(PieceState, waiting, heard)

struct TranscriptPiece {
    Duration start_us{};  ///< in the recording's time
    Duration end_us{};
    PieceState state = PieceState::waiting;
    std::optional<json::Value> heard;
};
BOOST_DESCRIBE_STRUCT(TranscriptPiece, (), (start_us, end_us, state, heard))

}  // namespace aisha
