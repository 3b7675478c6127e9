-- The earlier version would show these to all followers.
DELETE FROM posts WHERE id IN (SELECT post_id FROM hidden_posts);
DELETE FROM comments WHERE id IN (SELECT comment_id FROM hidden_comments);
DELETE FROM stories WHERE id IN (SELECT story_id FROM hidden_stories);
DROP TABLE hidden_stories;
DROP TABLE hidden_comments;
DROP TABLE hidden_posts;
DROP FUNCTION version_with_hidden_comment;
DROP INDEX unread_notices;
ALTER TABLE reports DROP COLUMN restored_at;
ALTER TABLE reports DROP COLUMN acknowledged_at;
ALTER TABLE reports DROP COLUMN warning;
-- Decisions that the earlier version does not know count as dismissed.
UPDATE reports SET decision = 'dismissed' WHERE decision IN ('content_hidden', 'user_warned');
ALTER TABLE reports DROP CONSTRAINT reports_decision_check;
ALTER TABLE reports ADD CONSTRAINT reports_decision_check CHECK (
    decision IN ('dismissed', 'content_deleted', 'user_disabled'));
