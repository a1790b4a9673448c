DROP TABLE transcript_pieces;
