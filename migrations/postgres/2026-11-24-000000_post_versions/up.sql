-- The version of what a post shows: its own columns, its author, its comments and their authors. It is a random number, so
-- that equal versions mean equal content; a restored backup also restores the versions. Likes and bookmarks, which change
-- often, are not part of it.
--
-- Triggers see every write, also beside the server. They have the rights of their owner, because others may not write here.
-- They are enabled ALWAYS, also if session_replication_role disables other triggers.

CREATE TABLE post_versions (
    post_id INTEGER PRIMARY KEY,
    version BIGINT NOT NULL
) WITH (fillfactor = 70);

INSERT INTO post_versions (post_id, version) SELECT id, floor(random() * 9007199254740992)::bigint FROM posts;

CREATE FUNCTION new_post_version() RETURNS bigint LANGUAGE sql VOLATILE
AS 'SELECT floor(random() * 9007199254740992)::bigint';

CREATE FUNCTION version_of_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM post_versions WHERE post_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO post_versions (post_id, version) VALUES (NEW.id, new_post_version())
        ON CONFLICT (post_id) DO UPDATE SET version = excluded.version;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION version_with_comment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE post_versions SET version = new_post_version() WHERE post_id = OLD.post_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE post_versions SET version = new_post_version() WHERE post_id = NEW.post_id;
    END IF;
    RETURN NULL;
END $$;

-- Locks the versions in order, because two users who commented on the same posts may change at once.
CREATE FUNCTION version_with_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    changed integer[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.id]
        WHEN 'DELETE' THEN ARRAY[OLD.id]
        ELSE ARRAY[OLD.id, NEW.id]
    END;
BEGIN
    PERFORM FROM post_versions
    WHERE post_id IN (SELECT id FROM posts WHERE user_id = ANY (changed)
                      UNION SELECT post_id FROM comments WHERE user_id = ANY (changed))
    ORDER BY post_id FOR UPDATE;
    UPDATE post_versions SET version = new_post_version()
    WHERE post_id IN (SELECT id FROM posts WHERE user_id = ANY (changed)
                      UNION SELECT post_id FROM comments WHERE user_id = ANY (changed));
    RETURN NULL;
END $$;

CREATE FUNCTION version_of_all_posts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE post_versions SET version = new_post_version();
    RETURN NULL;
END $$;

CREATE TRIGGER version_of_post AFTER INSERT OR UPDATE OR DELETE ON posts
    FOR EACH ROW EXECUTE FUNCTION version_of_post();
CREATE TRIGGER version_with_comment AFTER INSERT OR UPDATE OR DELETE ON comments
    FOR EACH ROW EXECUTE FUNCTION version_with_comment();
CREATE TRIGGER version_with_user AFTER INSERT OR DELETE OR
    UPDATE OF id, first_name, last_name, username, email, image_url, thumb_url ON users
    FOR EACH ROW EXECUTE FUNCTION version_with_user();
CREATE TRIGGER version_of_truncated_posts AFTER TRUNCATE ON posts EXECUTE FUNCTION version_of_all_posts();
CREATE TRIGGER version_with_truncated_comments AFTER TRUNCATE ON comments EXECUTE FUNCTION version_of_all_posts();
CREATE TRIGGER version_with_truncated_users AFTER TRUNCATE ON users EXECUTE FUNCTION version_of_all_posts();

ALTER TABLE posts ENABLE ALWAYS TRIGGER version_of_post;
ALTER TABLE posts ENABLE ALWAYS TRIGGER version_of_truncated_posts;
ALTER TABLE comments ENABLE ALWAYS TRIGGER version_with_comment;
ALTER TABLE comments ENABLE ALWAYS TRIGGER version_with_truncated_comments;
ALTER TABLE users ENABLE ALWAYS TRIGGER version_with_user;
ALTER TABLE users ENABLE ALWAYS TRIGGER version_with_truncated_users;
