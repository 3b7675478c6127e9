-- When a backup of this database was put to use, in seconds since 1970. Tokens of new accounts must be issued later than
-- the last of them.
CREATE TABLE epochs (
    started BIGINT PRIMARY KEY NOT NULL
) WITHOUT ROWID;

-- A new database starts an epoch, because its secret may have signed tokens for the users of another one.
INSERT INTO epochs (started) SELECT CAST(strftime('%s', 'now') AS INTEGER) - 1 WHERE NOT EXISTS (SELECT 1 FROM users);
