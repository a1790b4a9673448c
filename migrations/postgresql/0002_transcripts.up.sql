-- Recordings and their words.

CREATE TABLE transcripts (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id),
    chat_id BIGINT NOT NULL,                -- where the recording was sent
    message_id BIGINT NOT NULL,             -- the recording, to which the text is a reply
    status TEXT NOT NULL CHECK (status IN ('queued', 'working', 'completed', 'refused', 'failed')),
    kind TEXT NOT NULL CHECK (kind IN ('voice', 'audio', 'video', 'video_note', 'document')),
    file_id TEXT NOT NULL,
    file_unique_id TEXT NOT NULL,
    file_size BIGINT,
    file_name TEXT,
    mime_type TEXT,
    duration_us BIGINT,                     -- as decoded
    audio_key TEXT,                         -- the original in the object store
    audio_sha256 TEXT,
    language TEXT,                          -- ISO 639-1, as recognised
    text TEXT,
    placeholder_id BIGINT,                  -- outbox row of the placeholder elsewhere
    refusal TEXT,                           -- RefusalReason where refused
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX transcripts_of_user ON transcripts (user_id, status, id DESC);
CREATE UNIQUE INDEX transcripts_of_message ON transcripts (chat_id, message_id);

CREATE TABLE transcript_segments (
    transcript_id BIGINT NOT NULL REFERENCES transcripts (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    start_s DOUBLE PRECISION NOT NULL,
    end_s DOUBLE PRECISION NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (transcript_id, number)
);
