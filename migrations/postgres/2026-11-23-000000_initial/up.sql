-- Times are in UTC, without a zone. A sequence never returns an id twice. IF NOT EXISTS, because a database of the original
-- application already has its tables, which src/db/adopt has altered.

CREATE TABLE IF NOT EXISTS users (
    id            SERIAL PRIMARY KEY,
    first_name    TEXT NOT NULL,
    last_name     TEXT NOT NULL,
    username      TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    email         TEXT NOT NULL UNIQUE,
    image_url     TEXT,
    thumb_url     TEXT,
    date_created  TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    is_verified   BOOLEAN NOT NULL DEFAULT FALSE,
    is_disabled   BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE TABLE IF NOT EXISTS posts (
    id        SERIAL PRIMARY KEY,
    image_url TEXT NOT NULL,
    caption   TEXT,
    alt_text  TEXT,
    pub_date  TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS comments (
    id       SERIAL PRIMARY KEY,
    text     TEXT NOT NULL,
    pub_date TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id  INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS likes_posts (
    id        SERIAL PRIMARY KEY,
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id   INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    "timestamp" TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    UNIQUE (post_id, user_id)
);

CREATE TABLE IF NOT EXISTS bookmarks (
    id        SERIAL PRIMARY KEY,
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id   INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    "timestamp" TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    UNIQUE (user_id, post_id)
);

CREATE TABLE IF NOT EXISTS likes_comments (
    id         SERIAL PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    comment_id INTEGER NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    "timestamp"  TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    UNIQUE (comment_id, user_id)
);

CREATE TABLE IF NOT EXISTS following (
    id           SERIAL PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    following_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    UNIQUE (user_id, following_id)
);

CREATE TABLE IF NOT EXISTS stories (
    id       SERIAL PRIMARY KEY,
    text     TEXT NOT NULL,
    pub_date TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
);

-- The feed reads the newest posts author by author. There is no index on pub_date alone: planners would
-- use it and read the posts of all other users. The other indexes are for look-ups by parent and for cascades.
CREATE INDEX IF NOT EXISTS posts_by_author ON posts (user_id, pub_date DESC, id DESC);
CREATE INDEX IF NOT EXISTS comments_by_post ON comments (post_id, id);
CREATE INDEX IF NOT EXISTS comments_by_author ON comments (user_id);
CREATE INDEX IF NOT EXISTS likes_posts_by_user ON likes_posts (user_id);
CREATE INDEX IF NOT EXISTS bookmarks_by_post ON bookmarks (post_id);
CREATE INDEX IF NOT EXISTS likes_comments_by_user ON likes_comments (user_id);
CREATE INDEX IF NOT EXISTS following_by_followee ON following (following_id, user_id);
CREATE INDEX IF NOT EXISTS stories_by_author ON stories (user_id, pub_date DESC, id DESC);

-- An id that was inserted by hand is never used again, even if its row is deleted: the sequence moves past it. Very large
-- ids, as in test harnesses, do not move it, or no ids would be left.
CREATE FUNCTION id_by_hand() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM setval(pg_get_serial_sequence(TG_TABLE_NAME, 'id')::regclass, NEW.id);
    RETURN NULL;
END $$;

DO $$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY ARRAY['users', 'posts', 'comments', 'likes_posts', 'bookmarks', 'likes_comments',
                                'following', 'stories'] LOOP
        EXECUTE format('CREATE TRIGGER id_by_hand AFTER INSERT ON %1$I FOR EACH ROW
            WHEN (NEW.id < 2000000000
                  AND NEW.id > coalesce(pg_sequence_last_value(pg_get_serial_sequence(%1$L, ''id'')::regclass), 0))
            EXECUTE FUNCTION id_by_hand()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER id_by_hand', name);
    END LOOP;
END $$;
