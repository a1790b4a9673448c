DROP TABLE transcript_notes;
DELETE FROM transcripts WHERE kind = 'text';

ALTER TABLE transcripts DROP COLUMN made_title;
ALTER TABLE transcripts DROP CONSTRAINT transcripts_kind_check;
ALTER TABLE transcripts ADD CONSTRAINT transcripts_kind_check
    CHECK (kind IN ('voice', 'audio', 'video', 'video_note', 'document'));

DELETE FROM quota_usage WHERE kind = 'notes';
ALTER TABLE quota_usage DROP CONSTRAINT quota_usage_kind_check;
ALTER TABLE quota_usage ADD CONSTRAINT quota_usage_kind_check CHECK (kind IN ('audio', 'texts'));
DELETE FROM warnings WHERE kind IN ('chat_key', 'chat_balance');
ALTER TABLE warnings DROP CONSTRAINT warnings_kind_check;
ALTER TABLE warnings ADD CONSTRAINT warnings_kind_check
    CHECK (kind IN ('speech_key', 'speech_balance', 'disk', 'webhook', 'quarantine'));
