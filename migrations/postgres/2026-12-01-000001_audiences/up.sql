-- Lists of users whom their owner chooses to show a post or a story to, instead of to all followers.
CREATE TABLE audiences (
    id         SERIAL PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    UNIQUE (user_id, name)
);

CREATE TABLE audience_members (
    id          SERIAL PRIMARY KEY,
    audience_id INTEGER NOT NULL REFERENCES audiences (id) ON DELETE CASCADE,
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at  TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    UNIQUE (audience_id, user_id)
);
CREATE INDEX audience_members_by_user ON audience_members (user_id, audience_id);

CREATE TABLE post_audiences (
    post_id     INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    audience_id INTEGER NOT NULL REFERENCES audiences (id) ON DELETE CASCADE,
    PRIMARY KEY (post_id, audience_id)
);
CREATE INDEX post_audiences_by_audience ON post_audiences (audience_id);

CREATE TABLE story_audiences (
    story_id    INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    audience_id INTEGER NOT NULL REFERENCES audiences (id) ON DELETE CASCADE,
    PRIMARY KEY (story_id, audience_id)
);
CREATE INDEX story_audiences_by_audience ON story_audiences (audience_id);

-- Whether only some followers see it. If its audiences are deleted, its author alone sees it.
ALTER TABLE posts ADD COLUMN has_audience BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE stories ADD COLUMN has_audience BOOLEAN NOT NULL DEFAULT FALSE;

-- Whether the user ever had an audience or was in one. Without, all posts and stories with an audience are left out for the
-- user, and nothing is looked up.
ALTER TABLE users ADD COLUMN has_audiences BOOLEAN NOT NULL DEFAULT FALSE;

-- The feed reads whether a post has an audience from the index.
DROP INDEX posts_by_author;
CREATE INDEX posts_by_author ON posts (user_id, pub_date DESC, id DESC, has_audience);

-- A user who no longer follows leaves the audiences. To follow again does not restore them.
CREATE FUNCTION leave_audiences() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM audience_members
    WHERE user_id = OLD.user_id AND audience_id IN (SELECT id FROM audiences WHERE user_id = OLD.following_id);
    RETURN NULL;
END $$;

CREATE TRIGGER leave_audiences AFTER DELETE ON following FOR EACH ROW EXECUTE FUNCTION leave_audiences();
ALTER TABLE following ENABLE ALWAYS TRIGGER leave_audiences;
