DROP TRIGGER version_with_truncated_comment_likes ON likes_comments;
DROP TRIGGER version_with_comment_like ON likes_comments;
DROP FUNCTION version_with_comment_like();
DROP INDEX stories_by_expiry;
ALTER TABLE stories DROP COLUMN expires;
ALTER TABLE stories DROP COLUMN image_url;
