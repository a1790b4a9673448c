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
CREATE UNIQUE INDEX transcripts_of_message ON transcripts (chat_id, message_id);
ALTER TABLE transcripts DROP COLUMN expires_at;
ALTER TABLE transcripts DROP COLUMN hear_anew;
ALTER TABLE transcripts DROP COLUMN asked_language;
ALTER TABLE transcripts DROP COLUMN preview;
ALTER TABLE transcripts DROP COLUMN title;
DROP TABLE search_terms;
DROP TABLE searches;
DROP TABLE group_settings;
DROP TABLE user_settings;
