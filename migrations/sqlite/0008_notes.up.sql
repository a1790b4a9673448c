-- Texts are transcripts too (of the kind 'text', with an empty file_id where they were typed), and notes are made of
-- transcripts.

-- SQLite cannot change a CHECK, but it can exchange the column.
ALTER TABLE transcripts ADD COLUMN kind_rebuilt TEXT NOT NULL DEFAULT 'voice'
    CHECK (kind_rebuilt IN ('voice', 'audio', 'video', 'video_note', 'document', 'text'));
UPDATE transcripts SET kind_rebuilt = kind;
ALTER TABLE transcripts DROP COLUMN kind;
ALTER TABLE transcripts RENAME COLUMN kind_rebuilt TO kind;
ALTER TABLE transcripts ADD COLUMN made_title TEXT;  -- by the chat model

CREATE TABLE transcript_notes (             -- what a chat model made of a transcript
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- quotas go by it: never given twice
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

-- What is written counts, and admins hear of the chat service too. These CHECKs are of columns of a key, which
-- SQLite changes only in a new table.
CREATE TABLE quota_usage_kept (             -- one row for each thing that counts, so that it counts once
    kind TEXT NOT NULL CHECK (kind IN ('audio', 'texts', 'notes')),
    item_id BIGINT NOT NULL,                -- transcripts.id, transcript_notes.id
    user_id BIGINT NOT NULL,
    day BIGINT NOT NULL,                    -- days since 1970, where the person is
    amount BIGINT NOT NULL,                 -- audio: microseconds; texts: 1; notes: times written
    given_back BIGINT NOT NULL DEFAULT 0,   -- 1: refused or failed, does not count
    PRIMARY KEY (kind, item_id)
);
INSERT INTO quota_usage_kept (kind, item_id, user_id, day, amount, given_back)
SELECT kind, item_id, user_id, day, amount, given_back FROM quota_usage;
DROP TABLE quota_usage;
ALTER TABLE quota_usage_kept RENAME TO quota_usage;
CREATE INDEX quota_usage_of_day ON quota_usage (user_id, day, kind);
CREATE INDEX quota_usage_old ON quota_usage (day);

CREATE TABLE warnings_kept (                -- what admins have been warned of and is not over
    kind TEXT NOT NULL CHECK (kind IN ('speech_key', 'speech_balance', 'chat_key', 'chat_balance', 'disk', 'webhook',
                                    'quarantine')),
    source TEXT NOT NULL,                   -- the instance, where each has a state of its own
    detail TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (kind, source)
);
INSERT INTO warnings_kept (kind, source, detail, since)
SELECT kind, source, detail, since FROM warnings;
DROP TABLE warnings;
ALTER TABLE warnings_kept RENAME TO warnings;
