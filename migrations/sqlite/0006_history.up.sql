-- Choices of people and groups, titles, search, what was asked for again, and whose each row is.

-- An id that was given once is never given again (AUTOINCREMENT), now that transcripts can be deleted: buttons,
-- quotas, jobs and keys of objects go by it. SQLite changes that only in a new table.
CREATE TABLE transcripts_kept (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
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
    finished_at BIGINT,
    title TEXT,                             -- given by the person
    preview TEXT,                           -- first words; NULL until the text can be listed and found
    asked_language TEXT,                    -- "again as …"; NULL: as the person's settings say
    hear_anew BIGINT NOT NULL DEFAULT 0,    -- not to be answered from what is stored
    expires_at BIGINT                       -- by the person's own choice
);
INSERT INTO transcripts_kept (
    id, user_id, chat_id, message_id, status, kind, file_id, file_unique_id, file_size, file_name, mime_type,
    duration_us, audio_key, audio_sha256, language, text, placeholder_id, refusal, created_at, finished_at)
SELECT
    id, user_id, chat_id, message_id, status, kind, file_id, file_unique_id, file_size, file_name, mime_type,
    duration_us, audio_key, audio_sha256, language, text, placeholder_id, refusal, created_at, finished_at
FROM transcripts;
CREATE TABLE transcript_segments_kept (
    transcript_id BIGINT NOT NULL REFERENCES transcripts_kept (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    start_s DOUBLE PRECISION NOT NULL,
    end_s DOUBLE PRECISION NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (transcript_id, number)
);
INSERT INTO transcript_segments_kept SELECT transcript_id, number, start_s, end_s, text FROM transcript_segments;
DROP TABLE transcript_segments;
DROP TABLE transcripts;
ALTER TABLE transcripts_kept RENAME TO transcripts;
ALTER TABLE transcript_segments_kept RENAME TO transcript_segments;
CREATE INDEX transcripts_of_user ON transcripts (user_id, status, id DESC);
CREATE INDEX transcripts_received ON transcripts (created_at);

CREATE TABLE user_settings (
    user_id BIGINT PRIMARY KEY REFERENCES users (id),
    speech_language TEXT,                   -- ISO 639-1 of this person's recordings; NULL: recognised
    vocabulary TEXT,                        -- names and words to expect, given to the speech model
    time_zone TEXT,                         -- "Europe/Moscow", "+05:30"; NULL: UTC
    keep_days BIGINT                        -- days after which recordings and texts are deleted; NULL: never
);

CREATE TABLE group_settings (
    chat_id BIGINT PRIMARY KEY,
    is_automatic BIGINT NOT NULL,           -- every recording becomes text, not only those asked for
    updated_at BIGINT NOT NULL
);

CREATE TABLE searches (                     -- what was looked for, so that its pages can be turned
    id INTEGER PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id),
    words TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX searches_of_user ON searches (user_id);
CREATE INDEX searches_old ON searches (created_at);

CREATE TABLE search_terms (                 -- stems of the words of titles and texts
    user_id BIGINT NOT NULL,
    term TEXT NOT NULL,
    transcript_id BIGINT NOT NULL REFERENCES transcripts (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, term, transcript_id)
) WITHOUT ROWID;
CREATE INDEX search_terms_of_transcript ON search_terms (transcript_id);

-- In a group several people may ask for the same recording.
CREATE UNIQUE INDEX transcripts_of_message ON transcripts (chat_id, message_id, user_id);
CREATE INDEX transcripts_with_text ON transcripts (user_id, id DESC) WHERE preview IS NOT NULL;
CREATE INDEX transcripts_unprepared ON transcripts (id) WHERE preview IS NULL AND text IS NOT NULL;
CREATE INDEX transcripts_same_file ON transcripts (user_id, file_unique_id);
CREATE INDEX transcripts_same_audio ON transcripts (user_id, audio_sha256) WHERE audio_sha256 IS NOT NULL;
CREATE INDEX transcripts_expiring ON transcripts (expires_at) WHERE expires_at IS NOT NULL;

-- Whose it is, so that it can be found and deleted.
ALTER TABLE inbox ADD COLUMN user_id BIGINT;
ALTER TABLE outbox ADD COLUMN user_id BIGINT;
UPDATE inbox SET user_id = chat_id WHERE chat_id > 0;
UPDATE outbox SET user_id = chat_id WHERE chat_id > 0;
CREATE INDEX inbox_of_user ON inbox (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX outbox_of_user ON outbox (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX jobs_of_person ON jobs (owner) WHERE owner IS NOT NULL;
CREATE INDEX conversations_of_user ON conversations (user_id);
