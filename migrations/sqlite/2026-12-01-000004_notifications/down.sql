DROP TABLE notification_states;
DROP TRIGGER mentions_of_changed_comment;
DROP TRIGGER mentions_of_new_comment;
DROP TRIGGER mentions_of_changed_post;
DROP TRIGGER mentions_of_new_post;
DROP TABLE mentions_to_read;
DROP TABLE mentions;
DROP TRIGGER time_of_following;
DROP INDEX accepted_requests;
DROP INDEX new_followers;
ALTER TABLE following DROP COLUMN was_requested;
ALTER TABLE following DROP COLUMN created_at;
DROP TRIGGER other_author_of_comment;
DROP TRIGGER other_author_of_post;
DROP TRIGGER author_of_other_liked_comment;
DROP TRIGGER author_of_liked_comment;
DROP TRIGGER author_of_other_commented_post;
DROP TRIGGER author_of_commented_post;
DROP TRIGGER author_of_other_liked_post;
DROP TRIGGER author_of_liked_post;
DROP INDEX likes_comments_by_comment_author;
DROP INDEX comments_by_post_author;
DROP INDEX likes_posts_by_post_author;
DROP TRIGGER version_with_changed_comment_like;
CREATE TRIGGER version_with_changed_comment_like BEFORE UPDATE ON likes_comments BEGIN
    UPDATE post_versions SET version = random() WHERE post_id IN (
        SELECT post_id FROM comments WHERE id IN (OLD.comment_id, NEW.comment_id)
        UNION ALL
        SELECT c.post_id FROM likes_comments l JOIN comments c ON c.id = l.comment_id WHERE l.id = NEW.id);
END;
DROP TRIGGER version_with_changed_comment;
CREATE TRIGGER version_with_changed_comment BEFORE UPDATE ON comments BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (OLD.post_id, NEW.post_id, (SELECT post_id FROM comments WHERE id = NEW.id));
END;
ALTER TABLE likes_comments DROP COLUMN comment_author_id;
ALTER TABLE comments DROP COLUMN post_author_id;
ALTER TABLE likes_posts DROP COLUMN post_author_id;
