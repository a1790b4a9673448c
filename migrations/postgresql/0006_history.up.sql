-- Choices of people and groups, titles, search, what was asked for again, and whose each row is.

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
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
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
);
CREATE INDEX search_terms_of_transcript ON search_terms (transcript_id);

ALTER TABLE transcripts ADD COLUMN title TEXT;              -- given by the person
ALTER TABLE transcripts ADD COLUMN preview TEXT;            -- first words; NULL until the text is searchable
ALTER TABLE transcripts ADD COLUMN asked_language TEXT;     -- "again as …"; NULL: as the person's settings say
ALTER TABLE transcripts ADD COLUMN hear_anew BIGINT NOT NULL DEFAULT 0;  -- not to be answered from what is stored
ALTER TABLE transcripts ADD COLUMN expires_at BIGINT;       -- by the person's own choice

-- In a group several people may ask for the same recording.
DROP INDEX transcripts_of_message;
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
