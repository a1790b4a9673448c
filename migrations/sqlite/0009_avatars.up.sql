-- Avatars, their photos, and what people agreed to. Ids are never given twice: buttons and keys of objects go by them.

CREATE TABLE avatars (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL DEFAULT '',          -- 2 to 50 characters; empty until it is given
    training_type TEXT NOT NULL CHECK (training_type IN ('portrait', 'style', 'object')),
    gender TEXT CHECK (gender IN ('male', 'female')),   -- of a portrait
    status TEXT NOT NULL CHECK (status IN ('draft', 'uploading', 'ready', 'training', 'completed', 'error', 'cancelled')),
    is_main BIGINT NOT NULL DEFAULT 0 CHECK (is_main IN (0, 1)),
    progress_id BIGINT,                     -- outbox row of the message that counts the photos
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- What fal is told, and what it said (the planning document's names).
    fal_request_id TEXT,
    learning_rate DOUBLE PRECISION,
    trigger_phrase TEXT,
    steps BIGINT,
    multiresolution_training BIGINT,
    subject_crop BIGINT,
    create_masks BIGINT,
    captioning BIGINT,
    finetune_type TEXT CHECK (finetune_type IN ('lora', 'dreambooth', 'full')),
    finetune_comment TEXT,
    fal_priority TEXT CHECK (fal_priority IN ('quality', 'speed', 'high_res_only')),
    diffusers_lora_file_url TEXT,
    config_file_url TEXT,
    training_logs TEXT,
    training_error TEXT,
    webhook_url TEXT,
    last_status_check BIGINT,
    fal_response_data TEXT                  -- JSON
);
CREATE INDEX avatars_of_user ON avatars (user_id, id);
CREATE UNIQUE INDEX avatars_main ON avatars (user_id) WHERE is_main = 1;
CREATE UNIQUE INDEX avatars_fal_request ON avatars (fal_request_id) WHERE fal_request_id IS NOT NULL;
CREATE INDEX avatars_training_type ON avatars (training_type);
CREATE INDEX avatars_status_check ON avatars (status, last_status_check);

CREATE TABLE avatar_consents (
    avatar_id BIGINT PRIMARY KEY REFERENCES avatars (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id),
    wording BIGINT NOT NULL,                -- which version of the words was agreed to
    language TEXT NOT NULL,                 -- and in which language
    agreed_at BIGINT NOT NULL
);
CREATE INDEX avatar_consents_of_user ON avatar_consents (user_id);

CREATE TABLE avatar_photos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    avatar_id BIGINT NOT NULL REFERENCES avatars (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id),
    chat_id BIGINT NOT NULL,                -- where it was sent
    message_id BIGINT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('photo', 'document')),
    file_id TEXT NOT NULL,
    file_unique_id TEXT NOT NULL,
    replaces BIGINT,                        -- the photo that goes once this one is valid
    verdict TEXT CHECK (verdict IN ('valid', 'invalid', 'duplicate')),  -- NULL: waits to be looked at
    problem TEXT,                           -- PhotoProblem where invalid
    duplicate_of BIGINT,
    warnings TEXT NOT NULL DEFAULT '',      -- names of PhotoWarning with commas between
    quality DOUBLE PRECISION,               -- 0 to 1
    object_key TEXT,                        -- of a valid one: without metadata, upright
    preview_key TEXT,
    sha256 TEXT,                            -- of the file as it came
    fingerprint TEXT,                       -- for near duplicates
    format TEXT,
    bytes BIGINT,
    width BIGINT,
    height BIGINT,
    faces BIGINT,
    created_at BIGINT NOT NULL,
    judged_at BIGINT,
    CHECK (verdict <> 'valid' OR (object_key IS NOT NULL AND preview_key IS NOT NULL AND sha256 IS NOT NULL))
);
CREATE UNIQUE INDEX avatar_photos_of_message ON avatar_photos (avatar_id, chat_id, message_id);
CREATE INDEX avatar_photos_of_user ON avatar_photos (user_id);
CREATE INDEX avatar_photos_waiting ON avatar_photos (avatar_id, message_id) WHERE verdict IS NULL;
CREATE INDEX avatar_photos_valid ON avatar_photos (avatar_id, message_id, id) WHERE verdict = 'valid';
CREATE UNIQUE INDEX avatar_photos_once ON avatar_photos (avatar_id, sha256) WHERE verdict = 'valid';
