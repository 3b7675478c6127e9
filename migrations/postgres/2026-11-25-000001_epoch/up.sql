-- When a backup of this database was restored, in seconds since 1970. Tokens of new users must be issued later than the
-- last restore. The table may already exist: restoring an older dump removes no tables that the dump lacks.
CREATE TABLE IF NOT EXISTS epochs (
    started BIGINT PRIMARY KEY
);
