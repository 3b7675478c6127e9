DROP TRIGGER leave_audiences;
DROP INDEX posts_by_author;
CREATE INDEX posts_by_author ON posts (user_id, pub_date DESC, id DESC);
ALTER TABLE users DROP COLUMN has_audiences;
-- Without audiences, all followers would see these. Foreign keys may be off.
DELETE FROM likes_posts WHERE post_id IN (SELECT id FROM posts WHERE has_audience);
DELETE FROM bookmarks WHERE post_id IN (SELECT id FROM posts WHERE has_audience);
DELETE FROM post_images WHERE post_id IN (SELECT id FROM posts WHERE has_audience);
DELETE FROM post_tags WHERE post_id IN (SELECT id FROM posts WHERE has_audience);
DELETE FROM guest_link_posts WHERE post_id IN (SELECT id FROM posts WHERE has_audience);
DELETE FROM likes_comments
WHERE comment_id IN (SELECT id FROM comments WHERE post_id IN (SELECT id FROM posts WHERE has_audience));
DELETE FROM comments WHERE post_id IN (SELECT id FROM posts WHERE has_audience);
DELETE FROM story_views WHERE story_id IN (SELECT id FROM stories WHERE has_audience);
DELETE FROM stories WHERE has_audience;
DELETE FROM posts WHERE has_audience;
ALTER TABLE stories DROP COLUMN has_audience;
ALTER TABLE posts DROP COLUMN has_audience;
DROP TABLE story_audiences;
DROP TABLE post_audiences;
DROP TABLE audience_members;
DROP TABLE audiences;
