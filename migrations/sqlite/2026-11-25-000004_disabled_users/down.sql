DROP TRIGGER version_with_disabled_user;
DROP INDEX disabled_users;
