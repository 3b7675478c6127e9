-- The images of a post behind its first one, which stays in the columns image_url and alt_text of the post. So programs that
-- know posts with one image only still read and write posts as before.
CREATE TABLE post_images (
    id        SERIAL PRIMARY KEY,
    post_id   INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    -- The first image of the post has position 1.
    position  INTEGER NOT NULL CHECK (position BETWEEN 2 AND 10),
    image_url TEXT NOT NULL,
    alt_text  TEXT,
    UNIQUE (post_id, position)
);

-- Images are part of what a post shows (see the migration `post_versions`).
CREATE TRIGGER version_with_post_image AFTER INSERT OR UPDATE OR DELETE ON post_images
    FOR EACH ROW EXECUTE FUNCTION version_with_comment();
CREATE TRIGGER version_with_truncated_post_images AFTER TRUNCATE ON post_images
    EXECUTE FUNCTION version_of_all_posts();
ALTER TABLE post_images ENABLE ALWAYS TRIGGER version_with_post_image;
ALTER TABLE post_images ENABLE ALWAYS TRIGGER version_with_truncated_post_images;
