DROP TRIGGER version_with_deleted_comment_like;
DROP TRIGGER version_with_changed_comment_like;
DROP TRIGGER version_with_new_comment_like;
DROP INDEX stories_by_expiry;
ALTER TABLE stories DROP COLUMN expires;
ALTER TABLE stories DROP COLUMN image_url;
