-- Settings that admins have changed. What has no row here is as the configuration says. Every process reads this table every
-- few seconds.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

-- Limits that admins have changed for a user. What has no row here is as the settings say.
CREATE TABLE user_limits (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    value   BIGINT NOT NULL CHECK (value >= 0),
    PRIMARY KEY (user_id, name)
);
