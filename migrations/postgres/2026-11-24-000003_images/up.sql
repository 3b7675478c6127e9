-- Uploaded images. Their files are elsewhere, under the same key. `created` is in seconds since 1970.
CREATE TABLE images (
    key       TEXT PRIMARY KEY,
    user_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    extension TEXT NOT NULL,
    created   BIGINT NOT NULL
);

CREATE INDEX images_by_owner ON images (user_id);
