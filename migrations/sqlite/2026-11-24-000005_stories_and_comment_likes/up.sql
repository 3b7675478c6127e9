-- A story may have an image, and may end: `expires` is in seconds since 1970, and NULL for a story without an end.
ALTER TABLE stories ADD COLUMN image_url TEXT;
ALTER TABLE stories ADD COLUMN expires BIGINT;
CREATE INDEX stories_by_expiry ON stories (expires) WHERE expires IS NOT NULL;

-- Likes of comments are part of what a post shows (see the migration `post_versions`).
CREATE TRIGGER version_with_new_comment_like BEFORE INSERT ON likes_comments BEGIN
    UPDATE post_versions SET version = random() WHERE post_id IN (
        SELECT post_id FROM comments WHERE id = NEW.comment_id
        UNION ALL
        SELECT c.post_id FROM likes_comments l JOIN comments c ON c.id = l.comment_id WHERE l.id = NEW.id);
END;

CREATE TRIGGER version_with_changed_comment_like BEFORE UPDATE ON likes_comments BEGIN
    UPDATE post_versions SET version = random() WHERE post_id IN (
        SELECT post_id FROM comments WHERE id IN (OLD.comment_id, NEW.comment_id)
        UNION ALL
        SELECT c.post_id FROM likes_comments l JOIN comments c ON c.id = l.comment_id WHERE l.id = NEW.id);
END;

CREATE TRIGGER version_with_deleted_comment_like AFTER DELETE ON likes_comments BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id = (SELECT post_id FROM comments WHERE id = OLD.comment_id);
END;
