-- What a user may do beside what all users may. Users that other programs add are members.
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'moderator', 'admin'));

-- Sessions whose user has just repeated their password, until `expires`, in seconds since 1970. `session` is the SHA-256 of
-- what identifies the access token, in hexadecimal.
CREATE TABLE password_proofs (
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session TEXT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (user_id, session)
) WITHOUT ROWID;
CREATE INDEX password_proofs_by_expiry ON password_proofs (expires);

-- What admins, moderators and the command line have done. Names stay when users are deleted. Rows are only added.
CREATE TABLE audit_log (
    id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    created_at   TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    actor_id     INTEGER REFERENCES users (id) ON DELETE SET NULL,
    actor_name   TEXT NOT NULL,
    action       TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id   INTEGER,
    subject_name TEXT NOT NULL,
    detail       TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_by_actor ON audit_log (actor_id);

CREATE TRIGGER audit_log_keeps_changes_out BEFORE UPDATE ON audit_log
WHEN NEW.actor_id IS NOT NULL OR NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at
    OR NEW.actor_name <> OLD.actor_name OR NEW.action <> OLD.action OR NEW.subject_kind <> OLD.subject_kind
    OR NEW.subject_id IS NOT OLD.subject_id OR NEW.subject_name <> OLD.subject_name OR NEW.detail <> OLD.detail
BEGIN
    SELECT RAISE(ABORT, 'rows of the audit log cannot be changed');
END;
CREATE TRIGGER audit_log_keeps_rows BEFORE DELETE ON audit_log BEGIN
    SELECT RAISE(ABORT, 'rows of the audit log cannot be deleted');
END;
-- REPLACE deletes a row without the trigger for deletions.
CREATE TRIGGER audit_log_keeps_replaced_rows BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'rows of the audit log cannot be replaced');
END;

-- Posts, comments, stories and users that a user has reported, with a copy of what they showed. A report is open until it
-- has a decision.
CREATE TABLE reports (
    id           INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    created_at   TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
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
CREATE TABLE new_invites (
    id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL CHECK (id <= 2147483647),
    hash       TEXT NOT NULL UNIQUE,
    expires    BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    creator_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
    -- For the first admin. Valid only while there are no users.
    is_set_up  BOOLEAN NOT NULL DEFAULT FALSE
);
INSERT INTO new_invites (hash, expires) SELECT hash, expires FROM invites;
DROP TABLE invites;
ALTER TABLE new_invites RENAME TO invites;
CREATE INDEX invites_by_expiry ON invites (expires);
CREATE INDEX invites_by_creator ON invites (creator_id);
