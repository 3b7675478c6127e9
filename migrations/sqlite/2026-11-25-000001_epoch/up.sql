-- When a backup of this database was restored, in seconds since 1970. Tokens of new users must be issued later than the
-- last restore.
CREATE TABLE epochs (
    started BIGINT PRIMARY KEY NOT NULL
) WITHOUT ROWID;
