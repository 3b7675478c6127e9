-- How much a user has written of each kind in the hour that began at `since`, in seconds since 1970. There is no foreign
-- key: old rows are deleted every hour, and ids are never reused.
CREATE TABLE write_counts (
    user_id INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    since   BIGINT NOT NULL,
    writes  INTEGER NOT NULL,
    PRIMARY KEY (user_id, kind)
) WITHOUT ROWID;

-- Counts the comments of a post and finds its newest ones without reading their texts.
CREATE INDEX comments_by_time ON comments (post_id, pub_date DESC, id DESC, user_id);
DROP INDEX comments_by_post;
