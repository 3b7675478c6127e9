-- Whether blocks or mutes concern the user. Without them, nothing is left out for the user, and nothing is looked up.
ALTER TABLE users ADD COLUMN has_blocks_or_mutes BOOLEAN NOT NULL DEFAULT FALSE;

-- Users who do not find each other. `user_id` made the block and can end it.
CREATE TABLE blocks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    blocked_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    UNIQUE (user_id, blocked_id),
    CHECK (user_id <> blocked_id)
);
CREATE INDEX blocks_by_blocked ON blocks (blocked_id, user_id);

-- Users whose posts or stories are left out of the feed or the stories of `user_id`.
CREATE TABLE mutes (
    id            INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    user_id       INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    muted_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    mutes_posts   BOOLEAN NOT NULL,
    mutes_stories BOOLEAN NOT NULL,
    created_at    TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    UNIQUE (user_id, muted_id),
    CHECK (user_id <> muted_id),
    CHECK (mutes_posts OR mutes_stories)
);
CREATE INDEX mutes_by_muted ON mutes (muted_id);
