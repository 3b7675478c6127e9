-- Moderators can also hide content and warn its author, and reverse a decision. SQLite cannot change a CHECK in place.
CREATE TABLE new_reports (
    id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    created_at   TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    reporter_id  INTEGER REFERENCES users (id) ON DELETE SET NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('post', 'comment', 'story', 'user')),
    subject_id   INTEGER NOT NULL,
    -- Who made the subject. Their reports go with their account.
    author_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason       TEXT NOT NULL,
    text         TEXT NOT NULL,
    -- A JSON array of addresses.
    image_urls   TEXT NOT NULL,
    decision     TEXT CHECK (
        decision IN ('dismissed', 'content_hidden', 'content_deleted', 'user_warned', 'user_disabled')),
    closed_at    TIMESTAMP,
    closed_by_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    -- What the moderators tell the author.
    warning      TEXT,
    -- When the author has read what the moderators decided.
    acknowledged_at TIMESTAMP,
    -- When the decision was reversed.
    restored_at  TIMESTAMP
);
INSERT INTO new_reports (id, created_at, reporter_id, subject_kind, subject_id, author_id, reason, text, image_urls,
    decision, closed_at, closed_by_id)
SELECT id, created_at, reporter_id, subject_kind, subject_id, author_id, reason, text, image_urls,
    decision, closed_at, closed_by_id FROM reports;
-- Ids of deleted reports are not used again.
DELETE FROM sqlite_sequence WHERE name = 'new_reports';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_reports', seq FROM sqlite_sequence WHERE name = 'reports';
DROP TABLE reports;
ALTER TABLE new_reports RENAME TO reports;
CREATE UNIQUE INDEX open_reports ON reports (reporter_id, subject_kind, subject_id) WHERE decision IS NULL;
CREATE INDEX reports_by_author ON reports (author_id);
CREATE INDEX reports_by_moderator ON reports (closed_by_id);
CREATE INDEX reports_by_reporter ON reports (reporter_id, id);
-- What authors have not read yet.
CREATE INDEX unread_notices ON reports (author_id, id)
WHERE acknowledged_at IS NULL AND restored_at IS NULL AND decision IN ('content_hidden', 'user_warned');

-- What the moderators have hidden: only the author still sees it.
CREATE TABLE hidden_posts (
    post_id INTEGER PRIMARY KEY NOT NULL REFERENCES posts (id) ON DELETE CASCADE
);
CREATE TABLE hidden_comments (
    comment_id INTEGER PRIMARY KEY NOT NULL REFERENCES comments (id) ON DELETE CASCADE
);
CREATE TABLE hidden_stories (
    story_id INTEGER PRIMARY KEY NOT NULL REFERENCES stories (id) ON DELETE CASCADE
);

-- Posts are cached with whether they are hidden, and without hidden comments (see the migration `post_versions`).
CREATE TRIGGER version_of_hidden_post BEFORE INSERT ON hidden_posts BEGIN
    UPDATE post_versions SET version = random() WHERE post_id = NEW.post_id;
END;
CREATE TRIGGER version_of_changed_hidden_post BEFORE UPDATE ON hidden_posts BEGIN
    UPDATE post_versions SET version = random() WHERE post_id IN (OLD.post_id, NEW.post_id);
END;
CREATE TRIGGER version_of_restored_post AFTER DELETE ON hidden_posts BEGIN
    UPDATE post_versions SET version = random() WHERE post_id = OLD.post_id;
END;
CREATE TRIGGER version_with_hidden_comment BEFORE INSERT ON hidden_comments BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (SELECT post_id FROM comments WHERE id = NEW.comment_id);
END;
CREATE TRIGGER version_with_changed_hidden_comment BEFORE UPDATE ON hidden_comments BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (SELECT post_id FROM comments WHERE id IN (OLD.comment_id, NEW.comment_id));
END;
CREATE TRIGGER version_with_restored_comment AFTER DELETE ON hidden_comments BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (SELECT post_id FROM comments WHERE id = OLD.comment_id);
END;
