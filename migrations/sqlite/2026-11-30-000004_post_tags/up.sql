-- The tags in captions, in lower case and without #.
CREATE TABLE post_tags (
    tag     TEXT NOT NULL,
    post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, post_id)
) WITHOUT ROWID;
CREATE INDEX post_tags_by_post ON post_tags (post_id);

-- The posts whose tags must be read from their captions. Triggers add them, because other programs write posts too, and
-- SQL cannot read tags on all databases.
CREATE TABLE posts_to_tag (
    post_id INTEGER PRIMARY KEY NOT NULL
);

CREATE TRIGGER tag_new_post AFTER INSERT ON posts WHEN NEW.caption LIKE '%#%' BEGIN
    INSERT INTO posts_to_tag (post_id) SELECT NEW.id
    WHERE NOT EXISTS (SELECT 1 FROM posts_to_tag WHERE post_id = NEW.id);
END;

CREATE TRIGGER tag_changed_post AFTER UPDATE ON posts
WHEN NEW.caption IS NOT OLD.caption AND (NEW.caption LIKE '%#%' OR OLD.caption LIKE '%#%') BEGIN
    INSERT INTO posts_to_tag (post_id) SELECT NEW.id
    WHERE NOT EXISTS (SELECT 1 FROM posts_to_tag WHERE post_id = NEW.id);
END;

INSERT INTO posts_to_tag SELECT id FROM posts WHERE caption LIKE '%#%';
