-- Counts of failed sign-ins and anonymous attempts by key. `since` is the first of them, in seconds since 1970.
CREATE TABLE failed_sign_ins (
    origin   TEXT PRIMARY KEY,
    since    BIGINT NOT NULL,
    failures INTEGER NOT NULL
);
