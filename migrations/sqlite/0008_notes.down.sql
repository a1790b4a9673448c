DROP TABLE transcript_notes;
DELETE FROM transcripts WHERE kind = 'text';

ALTER TABLE transcripts DROP COLUMN made_title;
ALTER TABLE transcripts ADD COLUMN kind_rebuilt TEXT NOT NULL DEFAULT 'voice'
    CHECK (kind_rebuilt IN ('voice', 'audio', 'video', 'video_note', 'document'));
UPDATE transcripts SET kind_rebuilt = kind;
ALTER TABLE transcripts DROP COLUMN kind;
ALTER TABLE transcripts RENAME COLUMN kind_rebuilt TO kind;

CREATE TABLE quota_usage_kept (             -- one row for each thing that counts, so that it counts once
    kind TEXT NOT NULL CHECK (kind IN ('audio', 'texts')),
    item_id BIGINT NOT NULL,                -- transcripts.id
    user_id BIGINT NOT NULL,
    day BIGINT NOT NULL,                    -- days since 1970, where the person is
    amount BIGINT NOT NULL,                 -- audio: microseconds; texts: 1
    given_back BIGINT NOT NULL DEFAULT 0,   -- 1: refused or failed, does not count
    PRIMARY KEY (kind, item_id)
);
INSERT INTO quota_usage_kept (kind, item_id, user_id, day, amount, given_back)
SELECT kind, item_id, user_id, day, amount, given_back FROM quota_usage WHERE kind <> 'notes';
DROP TABLE quota_usage;
ALTER TABLE quota_usage_kept RENAME TO quota_usage;
CREATE INDEX quota_usage_of_day ON quota_usage (user_id, day, kind);
CREATE INDEX quota_usage_old ON quota_usage (day);

CREATE TABLE warnings_kept (                -- what admins have been warned of and is not over
    kind TEXT NOT NULL CHECK (kind IN ('speech_key', 'speech_balance', 'disk', 'webhook', 'quarantine')),
    source TEXT NOT NULL,                   -- the instance, where each has a state of its own
    detail TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (kind, source)
);
INSERT INTO warnings_kept (kind, source, detail, since)
SELECT kind, source, detail, since FROM warnings WHERE kind NOT IN ('chat_key', 'chat_balance');
DROP TABLE warnings;
ALTER TABLE warnings_kept RENAME TO warnings;
