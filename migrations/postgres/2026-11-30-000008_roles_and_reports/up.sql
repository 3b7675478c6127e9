-- What a user may do beside what all users may. Users that other programs add are members.
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'moderator', 'admin'));

-- Sessions whose user has just repeated their password, until `expires`, in seconds since 1970. `session` is the SHA-256 of
-- what identifies the access token, in hexadecimal.
CREATE TABLE password_proofs (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session TEXT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (user_id, session)
);
CREATE INDEX password_proofs_by_expiry ON password_proofs (expires);

-- What admins, moderators and the command line have done. Names stay when users are deleted. Rows are only added.
CREATE TABLE audit_log (
    id           SERIAL PRIMARY KEY,
    created_at   TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    actor_id     INTEGER REFERENCES users (id) ON DELETE SET NULL,
    actor_name   TEXT NOT NULL,
    action       TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   INTEGER,
    subject_name TEXT NOT NULL,
    detail       TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_by_actor ON audit_log (actor_id);

CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of the audit log cannot be changed or deleted';
END $$;
CREATE TRIGGER audit_log_keeps_changes_out BEFORE UPDATE ON audit_log
    FOR EACH ROW WHEN (
        (NEW.id, NEW.created_at, NEW.actor_name, NEW.action, NEW.subject_kind, NEW.subject_id, NEW.subject_name, NEW.detail)
        IS DISTINCT FROM
        (OLD.id, OLD.created_at, OLD.actor_name, OLD.action, OLD.subject_kind, OLD.subject_id, OLD.subject_name, OLD.detail)
        OR NEW.actor_id IS NOT NULL
    ) EXECUTE FUNCTION refuse_change_of_audit_log();
CREATE TRIGGER audit_log_keeps_rows BEFORE DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_log();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_keeps_changes_out;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_keeps_rows;

-- Posts, comments, stories and users that a user has reported, with a copy of what they showed. A report is open until it
-- has a decision.
CREATE TABLE reports (
    id           SERIAL PRIMARY KEY,
    created_at   TIMESTAMP NOT NULL DEFAULT timezone('utc', now()),
    reporter_id  INTEGER REFERENCES users (id) ON DELETE SET NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('post', 'comment', 'story', 'user')),
    subject_id   INTEGER NOT NULL,
    -- Who made the subject. Their reports go with their account.
    author_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    reason       TEXT NOT NULL,
    text         TEXT NOT NULL,
    -- A JSON array of addresses.
    image_urls   TEXT NOT NULL,
    decision     TEXT CHECK (decision IN ('dismissed', 'content_deleted', 'user_disabled')),
    closed_at    TIMESTAMP,
    closed_by_id INTEGER REFERENCES users (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX open_reports ON reports (reporter_id, subject_kind, subject_id) WHERE decision IS NULL;
CREATE INDEX reports_by_author ON reports (author_id);
CREATE INDEX reports_by_moderator ON reports (closed_by_id);
CREATE INDEX reports_by_reporter ON reports (reporter_id, id);

-- Invitations get ids, so that admins can list and withdraw them, and their author.
ALTER TABLE invites DROP CONSTRAINT invites_pkey;
ALTER TABLE invites ADD CONSTRAINT invites_hash_key UNIQUE (hash);
ALTER TABLE invites ALTER COLUMN hash SET NOT NULL;
ALTER TABLE invites ADD COLUMN id SERIAL PRIMARY KEY;
ALTER TABLE invites ADD COLUMN created_at TIMESTAMP NOT NULL DEFAULT timezone('utc', now());
ALTER TABLE invites ADD COLUMN creator_id INTEGER REFERENCES users (id) ON DELETE SET NULL;
-- For the first admin. Valid only while there are no users.
ALTER TABLE invites ADD COLUMN is_set_up BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX invites_by_creator ON invites (creator_id);
