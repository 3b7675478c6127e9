-- Requests that created something, so that a repeated request creates nothing again. Only hashes of the client's key and of
-- the request are stored, and the answer is encrypted with the key. There is no foreign key: old rows are deleted every hour,
-- and ids are never reused.
CREATE TABLE idempotency_keys (
    user_id      INTEGER NOT NULL,
    key_hash     TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    -- In seconds since 1970.
    since        BIGINT NOT NULL,
    status       INTEGER NOT NULL,
    answer       TEXT NOT NULL,
    PRIMARY KEY (user_id, key_hash)
) WITHOUT ROWID;
