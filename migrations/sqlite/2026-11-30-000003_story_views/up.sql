-- Who has seen a story. Its author is not among them.
CREATE TABLE story_views (
    id       INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at  TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    UNIQUE (story_id, user_id)
);
CREATE INDEX story_views_by_user ON story_views (user_id);
