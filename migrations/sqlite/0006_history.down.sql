DROP INDEX conversations_of_user;
DROP INDEX jobs_of_person;
DROP INDEX outbox_of_user;
DROP INDEX inbox_of_user;
ALTER TABLE outbox DROP COLUMN user_id;
ALTER TABLE inbox DROP COLUMN user_id;
DROP INDEX transcripts_expiring;
DROP INDEX transcripts_same_audio;
DROP INDEX transcripts_same_file;
DROP INDEX transcripts_unprepared;
DROP INDEX transcripts_with_text;
DROP INDEX transcripts_of_message;
-- Of several people's transcripts of one message the first stays.
DELETE FROM transcripts WHERE EXISTS (SELECT 1 FROM transcripts AS earlier
    WHERE earlier.chat_id = transcripts.chat_id AND earlier.message_id = transcripts.message_id
    AND earlier.id < transcripts.id);
CREATE TABLE transcripts_before (
    id INTEGER PRIMARY KEY,
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
INSERT INTO transcripts_before (
    id, user_id, chat_id, message_id, status, kind, file_id, file_unique_id, file_size, file_name, mime_type,
    duration_us, audio_key, audio_sha256, language, text, placeholder_id, refusal, created_at, finished_at)
SELECT
    id, user_id, chat_id, message_id, status, kind, file_id, file_unique_id, file_size, file_name, mime_type,
    duration_us, audio_key, audio_sha256, language, text, placeholder_id, refusal, created_at, finished_at
FROM transcripts;
CREATE TABLE transcript_segments_before (
    transcript_id BIGINT NOT NULL REFERENCES transcripts_before (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    start_s DOUBLE PRECISION NOT NULL,
    end_s DOUBLE PRECISION NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (transcript_id, number)
);
INSERT INTO transcript_segments_before SELECT transcript_id, number, start_s, end_s, text FROM transcript_segments;
DROP TABLE search_terms;
DROP TABLE transcript_segments;
DROP TABLE transcripts;
ALTER TABLE transcripts_before RENAME TO transcripts;
ALTER TABLE transcript_segments_before RENAME TO transcript_segments;
CREATE INDEX transcripts_of_user ON transcripts (user_id, status, id DESC);
CREATE INDEX transcripts_received ON transcripts (created_at);
CREATE UNIQUE INDEX transcripts_of_message ON transcripts (chat_id, message_id);
DROP TABLE searches;
DROP TABLE group_settings;
DROP TABLE user_settings;
