DROP TRIGGER tag_changed_post;
DROP TRIGGER tag_new_post;
DROP TABLE posts_to_tag;
DROP TABLE post_tags;
