-- Devices that get push messages. What happened after notified_until is still to be sent. So there is no table of messages: a
-- process that stops loses none, and nothing is written when something happens.
CREATE TABLE push_subscriptions (
    id             SERIAL PRIMARY KEY,
    user_id        INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The address at the push service of the browser, and the keys that encrypt messages for it.
    endpoint       TEXT NOT NULL UNIQUE,
    p256dh         TEXT NOT NULL,
    auth           TEXT NOT NULL,
    -- The public key of the server that the browser subscribed with.
    server_key     TEXT NOT NULL,
    device         TEXT NOT NULL,
    -- The session that made the subscription. Messages end with it.
    session_jti    TEXT NOT NULL,
    session_issued BIGINT NOT NULL,
    created_at     TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    notified_until TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    -- Nothing is sent before this time, in seconds since 1970. A process that sends sets it, so that no other one does.
    not_before     BIGINT NOT NULL DEFAULT 0,
    failures       INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user_id);
CREATE INDEX push_subscriptions_by_session ON push_subscriptions (session_jti);
