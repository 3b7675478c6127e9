DROP TRIGGER version_of_post ON posts;
DROP TRIGGER version_of_truncated_posts ON posts;
DROP TRIGGER version_with_comment ON comments;
DROP TRIGGER version_with_truncated_comments ON comments;
DROP TRIGGER version_with_user ON users;
DROP TRIGGER version_with_truncated_users ON users;
DROP FUNCTION version_of_post, version_with_comment, version_with_user, version_of_all_posts, new_post_version;
DROP TABLE post_versions;
