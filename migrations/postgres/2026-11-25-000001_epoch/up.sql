-- When a backup of this database was put to use, in seconds since 1970. Tokens of new accounts must be issued later than
-- the last of them. The table may be there already: restoring an older dump removes no tables that the dump lacks.
CREATE TABLE IF NOT EXISTS epochs (
    started BIGINT PRIMARY KEY
);
