-- Statements look up which users are disabled, because other users do not see them. There are few or none.
CREATE INDEX disabled_users ON users (id) WHERE is_disabled;

-- Comments by disabled users are hidden, so the posts with comments by them get a new version (see the migration
-- `post_versions`). Their own posts need none: whether a post is visible is never cached.
CREATE TRIGGER version_with_disabled_user AFTER UPDATE OF is_disabled ON users
WHEN NEW.is_disabled IS NOT OLD.is_disabled BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (SELECT post_id FROM comments WHERE user_id = NEW.id);
END;
