-- The earlier version would show these to all followers. Foreign keys may be off.
DELETE FROM likes_posts WHERE post_id IN (SELECT post_id FROM hidden_posts);
DELETE FROM bookmarks WHERE post_id IN (SELECT post_id FROM hidden_posts);
DELETE FROM post_images WHERE post_id IN (SELECT post_id FROM hidden_posts);
DELETE FROM post_tags WHERE post_id IN (SELECT post_id FROM hidden_posts);
DELETE FROM guest_link_posts WHERE post_id IN (SELECT post_id FROM hidden_posts);
DELETE FROM likes_comments WHERE comment_id IN (SELECT comment_id FROM hidden_comments)
    OR comment_id IN (SELECT id FROM comments WHERE post_id IN (SELECT post_id FROM hidden_posts));
DELETE FROM comments WHERE id IN (SELECT comment_id FROM hidden_comments) OR post_id IN (SELECT post_id FROM hidden_posts);
DELETE FROM story_views WHERE story_id IN (SELECT story_id FROM hidden_stories);
DELETE FROM posts WHERE id IN (SELECT post_id FROM hidden_posts);
DELETE FROM stories WHERE id IN (SELECT story_id FROM hidden_stories);
DROP TABLE hidden_stories;
DROP TABLE hidden_comments;
DROP TABLE hidden_posts;
CREATE TABLE old_reports (
    id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    created_at   TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    reporter_id  INTEGER REFERENCES users (id) ON DELETE SET NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('post', 'comment', 'story', 'user')),
    subject_id   INTEGER NOT NULL,
    author_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason       TEXT NOT NULL,
    text         TEXT NOT NULL,
    image_urls   TEXT NOT NULL,
    decision     TEXT CHECK (decision IN ('dismissed', 'content_deleted', 'user_disabled')),
    closed_at    TIMESTAMP,
    closed_by_id INTEGER REFERENCES users (id) ON DELETE SET NULL
);
-- Decisions that the earlier version does not know count as dismissed.
INSERT INTO old_reports (id, created_at, reporter_id, subject_kind, subject_id, author_id, reason, text, image_urls,
    decision, closed_at, closed_by_id)
SELECT id, created_at, reporter_id, subject_kind, subject_id, author_id, reason, text, image_urls,
    CASE WHEN decision IN ('content_hidden', 'user_warned') THEN 'dismissed' ELSE decision END,
    closed_at, closed_by_id FROM reports;
DELETE FROM sqlite_sequence WHERE name = 'old_reports';
INSERT INTO sqlite_sequence (name, seq) SELECT 'old_reports', seq FROM sqlite_sequence WHERE name = 'reports';
DROP TABLE reports;
ALTER TABLE old_reports RENAME TO reports;
CREATE UNIQUE INDEX open_reports ON reports (reporter_id, subject_kind, subject_id) WHERE decision IS NULL;
CREATE INDEX reports_by_author ON reports (author_id);
CREATE INDEX reports_by_moderator ON reports (closed_by_id);
CREATE INDEX reports_by_reporter ON reports (reporter_id, id);
