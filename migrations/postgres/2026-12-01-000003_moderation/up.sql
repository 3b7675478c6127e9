-- Moderators can also hide content and warn its author, and reverse a decision.
ALTER TABLE reports DROP CONSTRAINT reports_decision_check;
ALTER TABLE reports ADD CONSTRAINT reports_decision_check CHECK (
    decision IN ('dismissed', 'content_hidden', 'content_deleted', 'user_warned', 'user_disabled'));
-- What the moderators tell the author.
ALTER TABLE reports ADD COLUMN warning TEXT;
-- When the author has read what the moderators decided.
ALTER TABLE reports ADD COLUMN acknowledged_at TIMESTAMP;
-- When the decision was reversed.
ALTER TABLE reports ADD COLUMN restored_at TIMESTAMP;
-- What authors have not read yet.
CREATE INDEX unread_notices ON reports (author_id, id)
WHERE acknowledged_at IS NULL AND restored_at IS NULL AND decision IN ('content_hidden', 'user_warned');

-- What the moderators have hidden: only the author still sees it.
CREATE TABLE hidden_posts (
    post_id INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE
);
CREATE TABLE hidden_comments (
    comment_id INTEGER PRIMARY KEY REFERENCES comments (id) ON DELETE CASCADE
);
CREATE TABLE hidden_stories (
    story_id INTEGER PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE
);

-- Posts are cached with whether they are hidden, and without hidden comments (see the migration `post_versions`).
CREATE FUNCTION version_with_hidden_comment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE post_versions SET version = new_post_version()
        WHERE post_id IN (SELECT post_id FROM comments WHERE id = OLD.comment_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE post_versions SET version = new_post_version()
        WHERE post_id IN (SELECT post_id FROM comments WHERE id = NEW.comment_id);
    END IF;
    RETURN NULL;
END $$;

-- The function reads the column post_id, which comments also have.
CREATE TRIGGER version_of_hidden_post AFTER INSERT OR UPDATE OR DELETE ON hidden_posts
    FOR EACH ROW EXECUTE FUNCTION version_with_comment();
CREATE TRIGGER version_of_truncated_hidden_posts AFTER TRUNCATE ON hidden_posts EXECUTE FUNCTION version_of_all_posts();
CREATE TRIGGER version_with_hidden_comment AFTER INSERT OR UPDATE OR DELETE ON hidden_comments
    FOR EACH ROW EXECUTE FUNCTION version_with_hidden_comment();
CREATE TRIGGER version_with_truncated_hidden_comments AFTER TRUNCATE ON hidden_comments
    EXECUTE FUNCTION version_of_all_posts();
ALTER TABLE hidden_posts ENABLE ALWAYS TRIGGER version_of_hidden_post;
ALTER TABLE hidden_posts ENABLE ALWAYS TRIGGER version_of_truncated_hidden_posts;
ALTER TABLE hidden_comments ENABLE ALWAYS TRIGGER version_with_hidden_comment;
ALTER TABLE hidden_comments ENABLE ALWAYS TRIGGER version_with_truncated_hidden_comments;
