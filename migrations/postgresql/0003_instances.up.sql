-- Several processes on one database.

ALTER TABLE instances ADD COLUMN left_at BIGINT;    -- ended or found dead: what it holds is void
CREATE UNIQUE INDEX instances_epoch ON instances (epoch);
CREATE INDEX instances_here ON instances (epoch) WHERE left_at IS NULL;

-- Whether an earlier update of the same chat waits.
CREATE INDEX inbox_of_chat ON inbox (chat_id, id) WHERE state = 'pending';
