DROP TABLE transcript_notes;
DELETE FROM transcripts WHERE kind = 'text';

ALTER TABLE transcripts DROP COLUMN made_title;
ALTER TABLE transcripts ADD COLUMN kind_rebuilt TEXT NOT NULL DEFAULT 'voice'
    CHECK (kind_rebuilt IN ('voice', 'audio', 'video', 'video_note', 'document'));
UPDATE transcripts SET kind_rebuilt = kind;
ALTER TABLE transcripts DROP COLUMN kind;
ALTER TABLE transcripts RENAME COLUMN kind_rebuilt TO kind;
