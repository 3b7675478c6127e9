-- Notifications are read from what users have done: likes, comments, mentions and so on. So that they are found by an index,
-- newest first, likes and comments name the user whom they concern. Triggers fill the column in for other programs.
ALTER TABLE likes_posts ADD COLUMN post_author_id INTEGER;
ALTER TABLE comments ADD COLUMN post_author_id INTEGER;
ALTER TABLE likes_comments ADD COLUMN comment_author_id INTEGER;

-- As before, but not for the new columns, which are no part of what a post shows.
DROP TRIGGER version_with_changed_comment;
CREATE TRIGGER version_with_changed_comment BEFORE UPDATE OF id, text, pub_date, user_id, post_id ON comments BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (OLD.post_id, NEW.post_id, (SELECT post_id FROM comments WHERE id = NEW.id));
END;
DROP TRIGGER version_with_changed_comment_like;
CREATE TRIGGER version_with_changed_comment_like BEFORE UPDATE OF id, user_id, comment_id ON likes_comments BEGIN
    UPDATE post_versions SET version = random() WHERE post_id IN (
        SELECT post_id FROM comments WHERE id IN (OLD.comment_id, NEW.comment_id)
        UNION ALL
        SELECT c.post_id FROM likes_comments l JOIN comments c ON c.id = l.comment_id WHERE l.id = NEW.id);
END;

UPDATE likes_posts SET post_author_id = (SELECT user_id FROM posts WHERE id = post_id);
UPDATE comments SET post_author_id = (SELECT user_id FROM posts WHERE id = post_id);
UPDATE likes_comments SET comment_author_id = (SELECT user_id FROM comments WHERE id = comment_id);
CREATE INDEX likes_posts_by_post_author ON likes_posts (post_author_id, timestamp);
CREATE INDEX comments_by_post_author ON comments (post_author_id, pub_date);
CREATE INDEX likes_comments_by_comment_author ON likes_comments (comment_author_id, timestamp);

CREATE TRIGGER author_of_liked_post AFTER INSERT ON likes_posts WHEN NEW.post_author_id IS NULL BEGIN
    UPDATE likes_posts SET post_author_id = (SELECT user_id FROM posts WHERE id = NEW.post_id) WHERE id = NEW.id;
END;
CREATE TRIGGER author_of_other_liked_post AFTER UPDATE OF post_id ON likes_posts BEGIN
    UPDATE likes_posts SET post_author_id = (SELECT user_id FROM posts WHERE id = NEW.post_id) WHERE id = NEW.id;
END;
CREATE TRIGGER author_of_commented_post AFTER INSERT ON comments WHEN NEW.post_author_id IS NULL BEGIN
    UPDATE comments SET post_author_id = (SELECT user_id FROM posts WHERE id = NEW.post_id) WHERE id = NEW.id;
END;
CREATE TRIGGER author_of_other_commented_post AFTER UPDATE OF post_id ON comments BEGIN
    UPDATE comments SET post_author_id = (SELECT user_id FROM posts WHERE id = NEW.post_id) WHERE id = NEW.id;
END;
CREATE TRIGGER author_of_liked_comment AFTER INSERT ON likes_comments WHEN NEW.comment_author_id IS NULL BEGIN
    UPDATE likes_comments SET comment_author_id = (SELECT user_id FROM comments WHERE id = NEW.comment_id) WHERE id = NEW.id;
END;
CREATE TRIGGER author_of_other_liked_comment AFTER UPDATE OF comment_id ON likes_comments BEGIN
    UPDATE likes_comments SET comment_author_id = (SELECT user_id FROM comments WHERE id = NEW.comment_id) WHERE id = NEW.id;
END;
CREATE TRIGGER other_author_of_post AFTER UPDATE OF user_id ON posts WHEN NEW.user_id <> OLD.user_id BEGIN
    UPDATE likes_posts SET post_author_id = NEW.user_id WHERE post_id = NEW.id;
    UPDATE comments SET post_author_id = NEW.user_id WHERE post_id = NEW.id;
END;
CREATE TRIGGER other_author_of_comment AFTER UPDATE OF user_id ON comments WHEN NEW.user_id <> OLD.user_id BEGIN
    UPDATE likes_comments SET comment_author_id = NEW.user_id WHERE comment_id = NEW.id;
END;

-- Since when a user follows another; NULL if that was before this column. Whether the other user accepted a request.
ALTER TABLE following ADD COLUMN created_at TIMESTAMP;
ALTER TABLE following ADD COLUMN was_requested BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX new_followers ON following (following_id, created_at) WHERE created_at IS NOT NULL;
CREATE INDEX accepted_requests ON following (user_id, created_at) WHERE was_requested;
CREATE TRIGGER time_of_following AFTER INSERT ON following WHEN NEW.created_at IS NULL BEGIN
    UPDATE following SET created_at = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE id = NEW.id;
END;

-- Users whom captions and comments mention. `comment_id` is NULL for a caption.
CREATE TABLE mentions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
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
-- cannot read mentions.
CREATE TABLE mentions_to_read (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    post_id    INTEGER NOT NULL,
    comment_id INTEGER,
    written_at TIMESTAMP NOT NULL
);

CREATE TRIGGER mentions_of_new_post AFTER INSERT ON posts WHEN NEW.caption LIKE '%@%' BEGIN
    INSERT INTO mentions_to_read (post_id, written_at) VALUES (NEW.id, NEW.pub_date);
END;
CREATE TRIGGER mentions_of_changed_post AFTER UPDATE OF caption ON posts
WHEN NEW.caption IS NOT OLD.caption AND (NEW.caption LIKE '%@%' OR OLD.caption LIKE '%@%') BEGIN
    INSERT INTO mentions_to_read (post_id, written_at) VALUES (NEW.id, strftime('%Y-%m-%d %H:%M:%f000', 'now'));
END;
CREATE TRIGGER mentions_of_new_comment AFTER INSERT ON comments WHEN NEW.text LIKE '%@%' BEGIN
    INSERT INTO mentions_to_read (post_id, comment_id, written_at) VALUES (NEW.post_id, NEW.id, NEW.pub_date);
END;
CREATE TRIGGER mentions_of_changed_comment AFTER UPDATE OF text ON comments
WHEN NEW.text <> OLD.text AND (NEW.text LIKE '%@%' OR OLD.text LIKE '%@%') BEGIN
    INSERT INTO mentions_to_read (post_id, comment_id, written_at)
    VALUES (NEW.post_id, NEW.id, strftime('%Y-%m-%d %H:%M:%f000', 'now'));
END;

INSERT INTO mentions_to_read (post_id, written_at) SELECT id, pub_date FROM posts WHERE caption LIKE '%@%';
INSERT INTO mentions_to_read (post_id, comment_id, written_at)
SELECT post_id, id, pub_date FROM comments WHERE text LIKE '%@%';

-- Until when a user has seen their notifications, and the kinds that they do not want, separated by spaces. What was there
-- before this migration is not new.
CREATE TABLE notification_states (
    user_id        INTEGER PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    seen_at        TIMESTAMP NOT NULL,
    unwanted_kinds TEXT NOT NULL DEFAULT ''
);
INSERT INTO notification_states (user_id, seen_at) SELECT id, strftime('%Y-%m-%d %H:%M:%f000', 'now') FROM users;
