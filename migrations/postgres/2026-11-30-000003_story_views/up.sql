-- Who has seen a story. Its author is not among them.
CREATE TABLE story_views (
    id       SERIAL PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at  TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    UNIQUE (story_id, user_id)
);
CREATE INDEX story_views_by_user ON story_views (user_id);
