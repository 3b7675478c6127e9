-- A story may have an image, and may end: `expires` is in seconds since 1970, and NULL for a story without an end.
ALTER TABLE stories ADD COLUMN image_url TEXT;
ALTER TABLE stories ADD COLUMN expires BIGINT;
CREATE INDEX stories_by_expiry ON stories (expires) WHERE expires IS NOT NULL;

-- Likes of comments are part of what a post shows (see the migration `post_versions`).
CREATE FUNCTION version_with_comment_like() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE post_versions SET version = new_post_version()
        WHERE post_id = (SELECT post_id FROM comments WHERE id = OLD.comment_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE post_versions SET version = new_post_version()
        WHERE post_id = (SELECT post_id FROM comments WHERE id = NEW.comment_id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER version_with_comment_like AFTER INSERT OR UPDATE OR DELETE ON likes_comments
    FOR EACH ROW EXECUTE FUNCTION version_with_comment_like();
CREATE TRIGGER version_with_truncated_comment_likes AFTER TRUNCATE ON likes_comments
    EXECUTE FUNCTION version_of_all_posts();
ALTER TABLE likes_comments ENABLE ALWAYS TRIGGER version_with_comment_like;
ALTER TABLE likes_comments ENABLE ALWAYS TRIGGER version_with_truncated_comment_likes;
