-- Who may use the bot, how much of it, and what admins are warned of.

ALTER TABLE users ADD COLUMN admitted_at BIGINT;        -- let in by an invitation or an admin
ALTER TABLE users ADD COLUMN banned_at BIGINT;
ALTER TABLE users ADD COLUMN turned_away_at BIGINT;     -- when last told that the bot is closed to them
ALTER TABLE users ADD COLUMN search_name TEXT NOT NULL DEFAULT '';  -- first and last name in small letters
UPDATE users SET search_name = lower(first_name || coalesce(' ' || last_name, ''));
CREATE INDEX users_seen ON users (seen_at);
CREATE INDEX users_searched ON users (search_name);
CREATE INDEX users_username ON users (lower(username));

CREATE TABLE invites (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    made_by BIGINT NOT NULL,
    uses BIGINT NOT NULL DEFAULT 0,
    uses_max BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,             -- brought forward where it is withdrawn
    created_at BIGINT NOT NULL,
    CHECK (uses <= uses_max)
);
CREATE INDEX invites_open ON invites (expires_at);

CREATE TABLE quota_usage (                  -- one row for each thing that counts, so that it counts once
    kind TEXT NOT NULL CHECK (kind IN ('audio', 'texts')),
    item_id BIGINT NOT NULL,                -- transcripts.id
    user_id BIGINT NOT NULL,
    day BIGINT NOT NULL,                    -- days since 1970, where the person is
    amount BIGINT NOT NULL,                 -- audio: microseconds; texts: 1
    given_back BIGINT NOT NULL DEFAULT 0,   -- 1: refused or failed, does not count
    PRIMARY KEY (kind, item_id)
);
CREATE INDEX quota_usage_of_day ON quota_usage (user_id, day, kind);
CREATE INDEX quota_usage_old ON quota_usage (day);

CREATE TABLE warnings (                     -- what admins have been warned of and is not over
    kind TEXT NOT NULL CHECK (kind IN ('speech_key', 'speech_balance', 'disk', 'webhook', 'quarantine')),
    source TEXT NOT NULL,                   -- the instance, where each has a state of its own
    detail TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (kind, source)
);

-- What an admin looks at.
CREATE INDEX transcripts_received ON transcripts (created_at);
CREATE INDEX jobs_ended_badly ON jobs (id) WHERE state IN ('failed', 'quarantined');
CREATE INDEX jobs_quarantined ON jobs (id) WHERE state = 'quarantined';
CREATE INDEX outbox_unknown ON outbox (finished_at) WHERE state = 'unknown';
