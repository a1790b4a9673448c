-- Texts are transcripts too (of the kind 'text', with an empty file_id where they were typed), and notes are made of
-- transcripts.

ALTER TABLE transcripts DROP CONSTRAINT transcripts_kind_check;
ALTER TABLE transcripts ADD CONSTRAINT transcripts_kind_check
    CHECK (kind IN ('voice', 'audio', 'video', 'video_note', 'document', 'text'));
ALTER TABLE transcripts ADD COLUMN made_title TEXT;  -- by the chat model

CREATE TABLE transcript_notes (             -- what a chat model made of a transcript
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transcript_id BIGINT NOT NULL REFERENCES transcripts (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('summary', 'todo', 'protocol', 'translation')),
    language TEXT NOT NULL,                 -- of a translation, ISO 639-1; else empty
    status TEXT NOT NULL CHECK (status IN ('queued', 'working', 'ready', 'declined', 'failed', 'cancelled')),
    content TEXT,                           -- JSON, as it was made last
    model TEXT,                             -- who made it
    answers TEXT NOT NULL,                  -- JSON: parts that are done already, while it is in work
    chat_id BIGINT NOT NULL,                -- where it was asked for
    message_id BIGINT NOT NULL,             -- to which it is a reply
    placeholder_id BIGINT,                  -- outbox row of "writing…" with its Stop button
    job_id BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE (transcript_id, kind, language)
);
CREATE INDEX transcript_notes_open ON transcript_notes (user_id) WHERE status IN ('queued', 'working');
CREATE INDEX transcript_notes_open_in ON transcript_notes (chat_id) WHERE status IN ('queued', 'working');
CREATE INDEX transcript_notes_of_user ON transcript_notes (user_id);

-- What is written counts, and admins hear of the chat service too.
ALTER TABLE quota_usage DROP CONSTRAINT quota_usage_kind_check;
ALTER TABLE quota_usage ADD CONSTRAINT quota_usage_kind_check CHECK (kind IN ('audio', 'texts', 'notes'));
ALTER TABLE warnings DROP CONSTRAINT warnings_kind_check;
ALTER TABLE warnings ADD CONSTRAINT warnings_kind_check
    CHECK (kind IN ('speech_key', 'speech_balance', 'chat_key', 'chat_balance', 'disk', 'webhook', 'quarantine'));
