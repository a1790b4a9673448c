DROP TABLE transcript_notes;
DELETE FROM transcripts WHERE kind = 'text';

ALTER TABLE transcripts DROP COLUMN made_title;
ALTER TABLE transcripts DROP CONSTRAINT transcripts_kind_check;
ALTER TABLE transcripts ADD CONSTRAINT transcripts_kind_check
    CHECK (kind IN ('voice', 'audio', 'video', 'video_note', 'document'));
