DROP TABLE job_starts;
DROP INDEX jobs_cancelled;
DROP INDEX jobs_of_owner;
DROP INDEX jobs_available;
CREATE INDEX jobs_available ON jobs (kind, priority DESC, run_at, id) WHERE state = 'available';
ALTER TABLE jobs DROP COLUMN turn;
ALTER TABLE jobs DROP COLUMN owner;
