-- Users who decide themselves who follows them. Users that other programs add are public.
ALTER TABLE users ADD COLUMN is_private BOOLEAN NOT NULL DEFAULT FALSE;

-- Who asks to follow whom. The request ends when it is answered or withdrawn, and at `expires`, in seconds since 1970.
CREATE TABLE follow_requests (
    id         SERIAL PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    target_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    expires    BIGINT,
    UNIQUE (user_id, target_id),
    CHECK (user_id <> target_id)
);
CREATE INDEX follow_requests_by_target ON follow_requests (target_id, created_at DESC, id DESC);
