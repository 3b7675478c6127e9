CREATE TABLE old_invites (
    hash    TEXT PRIMARY KEY NOT NULL,
    expires BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO old_invites (hash, expires) SELECT hash, expires FROM invites;
DROP TABLE invites;
ALTER TABLE old_invites RENAME TO invites;
CREATE INDEX invites_by_expiry ON invites (expires);
DROP TABLE reports;
DROP TRIGGER audit_log_keeps_rows;
DROP TABLE audit_log;
DROP TABLE password_proofs;
ALTER TABLE users DROP COLUMN role;
