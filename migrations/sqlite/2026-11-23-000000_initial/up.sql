-- Times are text, `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC. With AUTOINCREMENT, ids are never
-- reused; the CHECK keeps them within the 32 bits that clients expect.

CREATE TABLE users (
    id            INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    first_name    TEXT NOT NULL,
    last_name     TEXT NOT NULL,
    username      TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    email         TEXT NOT NULL UNIQUE,
    image_url     TEXT,
    thumb_url     TEXT,
    date_created  TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    is_verified   BOOLEAN NOT NULL DEFAULT FALSE,
    is_disabled   BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE posts (
    id        INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    image_url TEXT NOT NULL,
    caption   TEXT,
    alt_text  TEXT,
    pub_date  TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE comments (
    id       INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    text     TEXT NOT NULL,
    pub_date TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id  INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE
);

CREATE TABLE likes_posts (
    id        INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id   INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    timestamp TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    UNIQUE (post_id, user_id)
);

CREATE TABLE bookmarks (
    id        INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id   INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    timestamp TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    UNIQUE (user_id, post_id)
);

CREATE TABLE likes_comments (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    comment_id INTEGER NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    timestamp  TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    UNIQUE (comment_id, user_id)
);

CREATE TABLE following (
    id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    following_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    UNIQUE (user_id, following_id)
);

CREATE TABLE stories (
    id       INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    text     TEXT NOT NULL,
    pub_date TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
);

-- The feed reads the newest posts author by author. There is no index on pub_date alone: planners would
-- use it and read the posts of all other users. The other indexes are for look-ups by parent and for cascades.
CREATE INDEX posts_by_author ON posts (user_id, pub_date DESC, id DESC);
CREATE INDEX comments_by_post ON comments (post_id, id);
CREATE INDEX comments_by_author ON comments (user_id);
CREATE INDEX likes_posts_by_user ON likes_posts (user_id);
CREATE INDEX bookmarks_by_post ON bookmarks (post_id);
CREATE INDEX likes_comments_by_user ON likes_comments (user_id);
CREATE INDEX following_by_followee ON following (following_id, user_id);
CREATE INDEX stories_by_author ON stories (user_id, pub_date DESC, id DESC);
