-- Links that show some posts of a user to people without an account. Only a hash of the secret in the address is stored.
CREATE TABLE guest_links (
    id              SERIAL PRIMARY KEY,
    user_id         INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash      TEXT NOT NULL UNIQUE,
    title           TEXT,
    -- NULL for a link without a passphrase.
    passphrase_hash TEXT,
    created_at      TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    -- In seconds since 1970.
    expires         BIGINT NOT NULL,
    openings        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX guest_links_by_user ON guest_links (user_id, created_at DESC, id DESC);

CREATE TABLE guest_link_posts (
    guest_link_id INTEGER NOT NULL REFERENCES guest_links (id) ON DELETE CASCADE,
    -- The first post has position 1.
    position      INTEGER NOT NULL,
    post_id       INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (guest_link_id, position)
);
CREATE INDEX guest_link_posts_by_post ON guest_link_posts (post_id);
