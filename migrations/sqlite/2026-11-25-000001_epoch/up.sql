-- When a backup of this database was put to use, in seconds since 1970. Tokens of new accounts must be issued later than
-- the last of them.
CREATE TABLE epochs (
    started BIGINT PRIMARY KEY NOT NULL
) WITHOUT ROWID;
