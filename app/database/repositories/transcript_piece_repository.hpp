// The SQL of the pieces in which a recording is heard. They belong to its job, which has no user.
#pragma once

#include "core/ids.hpp"
#include "database/database.hpp"
#include "database/models/transcript_piece.hpp"

#include <vector>

namespace aisha::transcript_piece_repository {

/// All pieces of a recording, in order.
std::vector<TranscriptPiece> all(Transaction& tx, TranscriptId transcript);

/// Adds a piece as waiting; nothing where there is one with this start.
void insert(Transaction& tx, TranscriptId transcript, Duration start, Duration end);
/// Keeps what was heard. False where the piece is gone, changed or heard already.
bool set_heard(Transaction& tx, TranscriptId transcript, Duration start, Duration end,
               json::Value const& heard);
/// To be heard once more.
void set_waiting(Transaction& tx, TranscriptId transcript, Duration start);
/// A waiting piece ends earlier: the rest has become one of its own.
void shorten(Transaction& tx, TranscriptId transcript, Duration start, Duration end);
/// Removes all pieces of a recording.
void remove(Transaction& tx, TranscriptId transcript);

}  // namespace aisha::transcript_piece_repository
