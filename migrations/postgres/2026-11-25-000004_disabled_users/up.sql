-- Statements look up which users are disabled, because other users do not see them. There are few or none.
CREATE INDEX disabled_users ON users (id) WHERE is_disabled;

-- Comments by disabled users are hidden, so the posts with comments by them get a new version (see the migration
-- `post_versions`).
CREATE TRIGGER version_with_disabled_user AFTER UPDATE OF is_disabled ON users
    FOR EACH ROW WHEN (OLD.is_disabled IS DISTINCT FROM NEW.is_disabled) EXECUTE FUNCTION version_with_user();
ALTER TABLE users ENABLE ALWAYS TRIGGER version_with_disabled_user;
