-- One-time links, by the SHA-256 of their code in hexadecimal. Times are seconds since 1970.

-- Invitations.
CREATE TABLE invites (
    hash    TEXT PRIMARY KEY,
    expires BIGINT NOT NULL
);

CREATE INDEX invites_by_expiry ON invites (expires);

-- Links to reset a password.
CREATE TABLE password_resets (
    hash    TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires BIGINT NOT NULL
);

CREATE INDEX password_resets_by_user ON password_resets (user_id);
CREATE INDEX password_resets_by_expiry ON password_resets (expires);
