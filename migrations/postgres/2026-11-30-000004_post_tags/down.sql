DROP TRIGGER tag_changed_post ON posts;
DROP TRIGGER tag_new_post ON posts;
DROP FUNCTION post_must_be_tagged();
DROP TABLE posts_to_tag;
DROP TABLE post_tags;
