-- The images of a post behind its first one, which stays in the columns image_url and alt_text of the post. So programs that
-- know posts with one image only still read and write posts as before.
CREATE TABLE post_images (
    id        INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    post_id   INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    -- The first image of the post has position 1.
    position  INTEGER NOT NULL CHECK (position BETWEEN 2 AND 10),
    image_url TEXT NOT NULL,
    alt_text  TEXT,
    UNIQUE (post_id, position)
);

-- Images are part of what a post shows (see the migration `post_versions`).
CREATE TRIGGER version_with_new_post_image BEFORE INSERT ON post_images BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (NEW.post_id, (SELECT post_id FROM post_images WHERE id = NEW.id));
END;

CREATE TRIGGER version_with_changed_post_image BEFORE UPDATE ON post_images BEGIN
    UPDATE post_versions SET version = random()
    WHERE post_id IN (OLD.post_id, NEW.post_id, (SELECT post_id FROM post_images WHERE id = NEW.id));
END;

CREATE TRIGGER version_with_deleted_post_image AFTER DELETE ON post_images BEGIN
    UPDATE post_versions SET version = random() WHERE post_id = OLD.post_id;
END;
