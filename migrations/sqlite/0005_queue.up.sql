-- The people take turns in the queue, kinds of work have a rate, and what was put aside is found again.

ALTER TABLE jobs ADD COLUMN owner BIGINT;           -- the person it is for; NULL: nobody's
ALTER TABLE jobs ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;  -- lower first; grows with what its owner has waiting
DROP INDEX jobs_available;
CREATE INDEX jobs_available ON jobs (kind, priority DESC, turn, run_at, id) WHERE state = 'available';
CREATE INDEX jobs_of_owner ON jobs (owner, kind, turn) WHERE state IN ('available', 'running');
CREATE INDEX jobs_cancelled ON jobs (kind, unique_key) WHERE state = 'cancelled';

CREATE TABLE job_starts (                   -- of kinds that have a rate, as far back as it counts
    kind TEXT NOT NULL,
    started_at BIGINT NOT NULL
);
CREATE INDEX job_starts_of_kind ON job_starts (kind, started_at);
