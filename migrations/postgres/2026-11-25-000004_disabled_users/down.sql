DROP TRIGGER version_with_disabled_user ON users;
DROP INDEX disabled_users;
