-- The tags in captions, in lower case and without #.
CREATE TABLE post_tags (
    tag     TEXT NOT NULL,
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, post_id)
);
CREATE INDEX post_tags_by_post ON post_tags (post_id);

-- The posts whose tags must be read from their captions. Triggers add them, because other programs write posts too, and
-- SQL cannot read tags on all databases. There is no foreign key, so that the deletion of a post does not wait for a reader.
CREATE TABLE posts_to_tag (
    post_id INTEGER PRIMARY KEY
);

CREATE FUNCTION post_must_be_tagged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO posts_to_tag (post_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER tag_new_post AFTER INSERT ON posts
    FOR EACH ROW WHEN (NEW.caption LIKE '%#%') EXECUTE FUNCTION post_must_be_tagged();
CREATE TRIGGER tag_changed_post AFTER UPDATE ON posts
    FOR EACH ROW WHEN (NEW.caption IS DISTINCT FROM OLD.caption AND (NEW.caption LIKE '%#%' OR OLD.caption LIKE '%#%'))
    EXECUTE FUNCTION post_must_be_tagged();
ALTER TABLE posts ENABLE ALWAYS TRIGGER tag_new_post;
ALTER TABLE posts ENABLE ALWAYS TRIGGER tag_changed_post;

INSERT INTO posts_to_tag SELECT id FROM posts WHERE caption LIKE '%#%';
