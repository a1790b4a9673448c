-- Recordings are heard in pieces, each kept as soon as it is heard.

CREATE TABLE transcript_pieces (
    transcript_id BIGINT NOT NULL REFERENCES transcripts (id) ON DELETE CASCADE,
    start_us BIGINT NOT NULL,               -- in the recording's time
    end_us BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'heard')),
    heard TEXT,                             -- what was heard, as JSON: text, language, segments
    PRIMARY KEY (transcript_id, start_us)
);
