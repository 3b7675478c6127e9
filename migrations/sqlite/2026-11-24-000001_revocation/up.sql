-- Revoked tokens, by `jti`, until they expire. Times are seconds since 1970.
CREATE TABLE revoked_tokens (
    jti     TEXT PRIMARY KEY NOT NULL,
    expires BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires);

-- Tokens of the user that were issued up to this second are invalid; 0 for none.
ALTER TABLE users ADD COLUMN tokens_valid_after BIGINT NOT NULL DEFAULT 0;
