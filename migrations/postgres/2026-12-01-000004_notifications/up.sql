-- Notifications are read from what users have done: likes, comments, mentions and so on. So that they are found by an index,
-- newest first, likes and comments name the user whom they concern. Triggers fill the column in for other programs.
ALTER TABLE likes_posts ADD COLUMN post_author_id INTEGER;
ALTER TABLE comments ADD COLUMN post_author_id INTEGER;
ALTER TABLE likes_comments ADD COLUMN comment_author_id INTEGER;

-- As before, but not for the new columns, which are no part of what a post shows.
DROP TRIGGER version_with_comment ON comments;
CREATE TRIGGER version_with_comment AFTER INSERT OR DELETE OR UPDATE OF id, text, pub_date, user_id, post_id ON comments
    FOR EACH ROW EXECUTE FUNCTION version_with_comment();
ALTER TABLE comments ENABLE ALWAYS TRIGGER version_with_comment;
DROP TRIGGER version_with_comment_like ON likes_comments;
CREATE TRIGGER version_with_comment_like AFTER INSERT OR DELETE OR UPDATE OF id, user_id, comment_id ON likes_comments
    FOR EACH ROW EXECUTE FUNCTION version_with_comment_like();
ALTER TABLE likes_comments ENABLE ALWAYS TRIGGER version_with_comment_like;

UPDATE likes_posts l SET post_author_id = p.user_id FROM posts p WHERE p.id = l.post_id;
UPDATE comments c SET post_author_id = p.user_id FROM posts p WHERE p.id = c.post_id;
UPDATE likes_comments l SET comment_author_id = c.user_id FROM comments c WHERE c.id = l.comment_id;
CREATE INDEX likes_posts_by_post_author ON likes_posts (post_author_id, "timestamp");
CREATE INDEX comments_by_post_author ON comments (post_author_id, pub_date);
CREATE INDEX likes_comments_by_comment_author ON likes_comments (comment_author_id, "timestamp");

CREATE FUNCTION set_post_author() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    NEW.post_author_id := (SELECT user_id FROM posts WHERE id = NEW.post_id);
    RETURN NEW;
END $$;
CREATE FUNCTION set_comment_author() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    NEW.comment_author_id := (SELECT user_id FROM comments WHERE id = NEW.comment_id);
    RETURN NEW;
END $$;
CREATE FUNCTION change_post_author() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE likes_posts SET post_author_id = NEW.user_id WHERE post_id = NEW.id;
    UPDATE comments SET post_author_id = NEW.user_id WHERE post_id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION change_comment_author() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE likes_comments SET comment_author_id = NEW.user_id WHERE comment_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER author_of_liked_post BEFORE INSERT ON likes_posts
    FOR EACH ROW WHEN (NEW.post_author_id IS NULL) EXECUTE FUNCTION set_post_author();
CREATE TRIGGER author_of_other_liked_post BEFORE UPDATE OF post_id ON likes_posts
    FOR EACH ROW EXECUTE FUNCTION set_post_author();
CREATE TRIGGER author_of_commented_post BEFORE INSERT ON comments
    FOR EACH ROW WHEN (NEW.post_author_id IS NULL) EXECUTE FUNCTION set_post_author();
CREATE TRIGGER author_of_other_commented_post BEFORE UPDATE OF post_id ON comments
    FOR EACH ROW EXECUTE FUNCTION set_post_author();
CREATE TRIGGER author_of_liked_comment BEFORE INSERT ON likes_comments
    FOR EACH ROW WHEN (NEW.comment_author_id IS NULL) EXECUTE FUNCTION set_comment_author();
CREATE TRIGGER author_of_other_liked_comment BEFORE UPDATE OF comment_id ON likes_comments
    FOR EACH ROW EXECUTE FUNCTION set_comment_author();
CREATE TRIGGER other_author_of_post AFTER UPDATE OF user_id ON posts
    FOR EACH ROW WHEN (NEW.user_id <> OLD.user_id) EXECUTE FUNCTION change_post_author();
CREATE TRIGGER other_author_of_comment AFTER UPDATE OF user_id ON comments
    FOR EACH ROW WHEN (NEW.user_id <> OLD.user_id) EXECUTE FUNCTION change_comment_author();
ALTER TABLE likes_posts ENABLE ALWAYS TRIGGER author_of_liked_post;
ALTER TABLE likes_posts ENABLE ALWAYS TRIGGER author_of_other_liked_post;
ALTER TABLE comments ENABLE ALWAYS TRIGGER author_of_commented_post;
ALTER TABLE comments ENABLE ALWAYS TRIGGER author_of_other_commented_post;
ALTER TABLE likes_comments ENABLE ALWAYS TRIGGER author_of_liked_comment;
ALTER TABLE likes_comments ENABLE ALWAYS TRIGGER author_of_other_liked_comment;
ALTER TABLE posts ENABLE ALWAYS TRIGGER other_author_of_post;
ALTER TABLE comments ENABLE ALWAYS TRIGGER other_author_of_comment;

-- Since when a user follows another; NULL if that was before this column. Whether the other user accepted a request.
ALTER TABLE following ADD COLUMN created_at TIMESTAMP;
ALTER TABLE following ALTER COLUMN created_at SET DEFAULT timezone('utc', now());
ALTER TABLE following ADD COLUMN was_requested BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX new_followers ON following (following_id, created_at) WHERE created_at IS NOT NULL;
CREATE INDEX accepted_requests ON following (user_id, created_at) WHERE was_requested;

-- Users whom captions and comments mention. `comment_id` is NULL for a caption.
CREATE TABLE mentions (
    id         SERIAL PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    author_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id    INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    comment_id INTEGER REFERENCES comments (id) ON DELETE CASCADE,
    -- Whether the comment begins with the mention.
    is_reply   BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX mentions_by_user ON mentions (user_id, created_at);
CREATE INDEX mentions_by_author ON mentions (author_id);
CREATE INDEX mentions_by_post ON mentions (post_id);
CREATE INDEX mentions_by_comment ON mentions (comment_id);

-- The captions and comments whose mentions must be read. Triggers add them, because other programs write texts too, and SQL
-- cannot read mentions. There are no foreign keys, so that deletions do not wait for a reader.
CREATE TABLE mentions_to_read (
    id         SERIAL PRIMARY KEY,
    post_id    INTEGER NOT NULL,
    comment_id INTEGER,
    written_at TIMESTAMP NOT NULL
);

CREATE FUNCTION mentions_must_be_read() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    written timestamp := CASE TG_OP WHEN 'INSERT' THEN NEW.pub_date ELSE timezone('utc', now()) END;
BEGIN
    IF TG_TABLE_NAME = 'posts' THEN
        INSERT INTO mentions_to_read (post_id, written_at) VALUES (NEW.id, written);
    ELSE
        INSERT INTO mentions_to_read (post_id, comment_id, written_at) VALUES (NEW.post_id, NEW.id, written);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER mentions_of_new_post AFTER INSERT ON posts
    FOR EACH ROW WHEN (NEW.caption LIKE '%@%') EXECUTE FUNCTION mentions_must_be_read();
CREATE TRIGGER mentions_of_changed_post AFTER UPDATE OF caption ON posts
    FOR EACH ROW WHEN (NEW.caption IS DISTINCT FROM OLD.caption AND (NEW.caption LIKE '%@%' OR OLD.caption LIKE '%@%'))
    EXECUTE FUNCTION mentions_must_be_read();
CREATE TRIGGER mentions_of_new_comment AFTER INSERT ON comments
    FOR EACH ROW WHEN (NEW.text LIKE '%@%') EXECUTE FUNCTION mentions_must_be_read();
CREATE TRIGGER mentions_of_changed_comment AFTER UPDATE OF text ON comments
    FOR EACH ROW WHEN (NEW.text <> OLD.text AND (NEW.text LIKE '%@%' OR OLD.text LIKE '%@%'))
    EXECUTE FUNCTION mentions_must_be_read();
ALTER TABLE posts ENABLE ALWAYS TRIGGER mentions_of_new_post;
ALTER TABLE posts ENABLE ALWAYS TRIGGER mentions_of_changed_post;
ALTER TABLE comments ENABLE ALWAYS TRIGGER mentions_of_new_comment;
ALTER TABLE comments ENABLE ALWAYS TRIGGER mentions_of_changed_comment;

INSERT INTO mentions_to_read (post_id, written_at) SELECT id, pub_date FROM posts WHERE caption LIKE '%@%';
INSERT INTO mentions_to_read (post_id, comment_id, written_at)
SELECT post_id, id, pub_date FROM comments WHERE text LIKE '%@%';

-- Until when a user has seen their notifications, and the kinds that they do not want, separated by spaces. What was there
-- before this migration is not new.
CREATE TABLE notification_states (
    user_id        INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    seen_at        TIMESTAMP NOT NULL,
    unwanted_kinds TEXT NOT NULL DEFAULT ''
);
INSERT INTO notification_states (user_id, seen_at) SELECT id, timezone('utc', now()) FROM users;
