-- People, the durable inbox and outbox, conversations, and the job queue.
-- Ids and times are BIGINT; times are microseconds since 1970 in UTC, given by the program, never by SQL.

CREATE TABLE users (
    id BIGINT PRIMARY KEY,                  -- Telegram's user id
    first_name TEXT NOT NULL,
    last_name TEXT,
    username TEXT,
    telegram_language TEXT,                 -- IETF tag that Telegram tells
    language TEXT CHECK (language IN ('en', 'ru')),  -- chosen by the person; NULL: follow Telegram's
    unreachable_since BIGINT,               -- blocked the bot or deactivated
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);

CREATE TABLE conversations (                -- the state of a dialogue, as JSON
    chat_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
);

CREATE TABLE inbox (                        -- every update, committed before it is confirmed to Telegram
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bot_id BIGINT NOT NULL,
    update_id BIGINT NOT NULL,
    chat_id BIGINT NOT NULL,                -- whose order it keeps; the user's id where there is no chat
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'handled', 'dead')),
    attempts BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    received_at BIGINT NOT NULL,
    handled_at BIGINT,
    UNIQUE (bot_id, update_id)
);
CREATE INDEX inbox_pending ON inbox (id) WHERE state = 'pending';
CREATE INDEX inbox_old ON inbox (handled_at) WHERE state = 'handled';

CREATE TABLE outbox (                       -- messages that must arrive
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id BIGINT NOT NULL,
    method TEXT NOT NULL,                   -- sendMessage, deleteMessage, editMessageText …
    payload TEXT NOT NULL,                  -- its parameters as JSON, without chat_id
    target_id BIGINT,                       -- the row whose message this one is about
    state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'failed', 'unknown')),
    attempts BIGINT NOT NULL DEFAULT 0,     -- sends whose outcome may have reached the chat
    run_at BIGINT NOT NULL,
    epoch BIGINT NOT NULL DEFAULT 0,        -- boot epoch of the process that sends it
    message_id BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX outbox_open ON outbox (chat_id, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_old ON outbox (finished_at) WHERE state NOT IN ('pending', 'sending');

CREATE TABLE instances (                    -- boot epochs: a lease of an older epoch is void
    id TEXT PRIMARY KEY,                    -- INSTANCE_ID
    epoch BIGINT NOT NULL,
    started_at BIGINT NOT NULL
);

CREATE TABLE jobs (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('available', 'running', 'done', 'failed', 'cancelled', 'quarantined')),
    priority BIGINT NOT NULL DEFAULT 0,
    run_at BIGINT NOT NULL,
    unique_key TEXT,
    attempts BIGINT NOT NULL DEFAULT 0,     -- claims; with `epoch` the fencing token
    errors BIGINT NOT NULL DEFAULT 0,       -- runs that ended in an unexpected error
    waits BIGINT NOT NULL DEFAULT 0,        -- runs that found something away, in a row
    deaths BIGINT NOT NULL DEFAULT 0,       -- processes that died with it in hand, in a row
    instance TEXT,
    epoch BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE UNIQUE INDEX jobs_unique ON jobs (kind, unique_key) WHERE state IN ('available', 'running');
CREATE INDEX jobs_available ON jobs (kind, priority DESC, run_at, id) WHERE state = 'available';
CREATE INDEX jobs_due ON jobs (kind, run_at) WHERE state = 'available';
CREATE INDEX jobs_running ON jobs (instance) WHERE state = 'running';
CREATE INDEX jobs_old ON jobs (finished_at) WHERE state NOT IN ('available', 'running');
