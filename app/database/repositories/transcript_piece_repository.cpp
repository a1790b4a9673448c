// The SQL of the pieces in which a recording is heard.
#include "database/repositories/transcript_piece_repository.hpp"

namespace aisha::transcript_piece_repository {

std::vector<TranscriptPiece> all(Transaction& tx, TranscriptId transcript) {
    return tx.query<TranscriptPiece>("SELECT start_us, end_us, state, heard FROM transcript_pieces WHERE "
                                     "transcript_id = $1 ORDER BY start_us",
                                     transcript);
}

void insert(Transaction& tx, TranscriptId transcript, Duration start, Duration end) {
    tx.execute("INSERT INTO transcript_pieces (transcript_id, start_us, end_us, state) "
               "VALUES ($1, $2, $3, 'waiting') ON CONFLICT (transcript_id, start_us) DO NOTHING",
               transcript, start, end);
}

bool set_heard(Transaction& tx, TranscriptId transcript, Duration start, Duration end,
               json::Value const& heard) {
    return tx.execute("UPDATE transcript_pieces SET state = 'heard', heard = $4 "
                      "WHERE transcript_id = $1 AND start_us = $2 AND end_us = $3 AND state = 'waiting'",
                      transcript, start, end, heard) > 0;
}

void set_waiting(Transaction& tx, TranscriptId transcript, Duration start) {
    tx.execute("UPDATE transcript_pieces SET state = 'waiting', heard = NULL "
               "WHERE transcript_id = $1 AND start_us = $2",
               transcript, start);
}

void shorten(Transaction& tx, TranscriptId transcript, Duration start, Duration end) {
    tx.execute("UPDATE transcript_pieces SET end_us = $3 "
               "WHERE transcript_id = $1 AND start_us = $2 AND state = 'waiting'",
               transcript, start, end);
}

void remove(Transaction& tx, TranscriptId transcript) {
    tx.execute("DELETE FROM transcript_pieces WHERE transcript_id = $1", transcript);
}

}  // namespace aisha::transcript_piece_repository
