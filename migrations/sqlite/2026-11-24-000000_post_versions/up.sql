-- The version of what a post shows: its own columns, its author, its comments and their authors. It is a random number, so
-- that equal versions mean equal content; a restored backup also restores the versions. Likes and bookmarks, which change
-- often, are not part of it.
--
-- Triggers see every write, also beside the server. Those BEFORE an insert or update are for REPLACE, which deletes rows
-- without a trigger.

CREATE TABLE post_versions (
    post_id INTEGER PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL
);

INSERT INTO post_versions (post_id, version) SELECT id, random() FROM posts;

-- DELETE and INSERT, because the conflict clause of the outer statement would override one in the trigger.
CREATE TRIGGER version_of_new_post AFTER INSERT ON posts BEGIN
    DELETE FROM post_versions WHERE post_id = NEW.id;
    INSERT INTO post_versions (post_id, version) VALUES (NEW.id, random());
END;

CREATE TRIGGER version_of_changed_post AFTER UPDATE ON posts BEGIN
    DELETE FROM post_versions WHERE post_id IN (OLD.id, NEW.id);
    INSERT INTO post_versions (post_id, version) VALUES (NEW.id, random());
END;

CREATE TRIGGER version_of_deleted_post AFTER DELETE ON posts BEGIN
    DELETE FROM post_versions WHERE post_id = OLD.id;
END;

CREATE TRIGGER version_with_new_comment BEFORE INSERT ON comments BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (NEW.post_id, (SELECT post_id FROM comments WHERE id = NEW.id));
END;

CREATE TRIGGER version_with_changed_comment BEFORE UPDATE ON comments BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (OLD.post_id, NEW.post_id, (SELECT post_id FROM comments WHERE id = NEW.id));
END;

CREATE TRIGGER version_with_deleted_comment AFTER DELETE ON comments BEGIN
    UPDATE post_versions SET version = random() WHERE post_id = OLD.post_id;
END;

CREATE TRIGGER version_with_new_user BEFORE INSERT ON users BEGIN
    UPDATE post_versions SET version = random() WHERE post_id IN (
        SELECT p.id FROM posts p WHERE p.user_id = NEW.id OR p.user_id IN (
            SELECT id FROM users WHERE username = NEW.username UNION SELECT id FROM users WHERE email = NEW.email)
        UNION
        SELECT c.post_id FROM comments c WHERE c.user_id = NEW.id OR c.user_id IN (
            SELECT id FROM users WHERE username = NEW.username UNION SELECT id FROM users WHERE email = NEW.email));
END;

CREATE TRIGGER version_with_changed_user
BEFORE UPDATE OF id, first_name, last_name, username, email, image_url, thumb_url ON users BEGIN
    UPDATE post_versions SET version = random() WHERE post_id IN (
        SELECT p.id FROM posts p WHERE p.user_id IN (OLD.id, NEW.id) OR p.user_id IN (
            SELECT id FROM users WHERE username = NEW.username UNION SELECT id FROM users WHERE email = NEW.email)
        UNION
        SELECT c.post_id FROM comments c WHERE c.user_id IN (OLD.id, NEW.id) OR c.user_id IN (
            SELECT id FROM users WHERE username = NEW.username UNION SELECT id FROM users WHERE email = NEW.email));
END;

CREATE TRIGGER version_with_deleted_user AFTER DELETE ON users BEGIN
    UPDATE post_versions SET version = random() WHERE post_id IN (
        SELECT id FROM posts WHERE user_id = OLD.id UNION SELECT post_id FROM comments WHERE user_id = OLD.id);
END;
