DROP INDEX inbox_of_chat;
DROP INDEX instances_here;
DROP INDEX instances_epoch;
ALTER TABLE instances DROP COLUMN left_at;
