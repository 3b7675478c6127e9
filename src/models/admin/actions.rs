//! Actions on the accounts of others, for the API and the command line. Each writes the audit log in its transaction.

use diesel::prelude::*;

use super::{AuditEntry, Role, audit_log::BACKUP};
use crate::{
    db::Conn,
    models::{AlreadyTaken, EndingSessions, Image, Invite, NewUser, PasswordReset, User, UserCredentials},
};

/// Who does something, as the audit log names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub(super) id: Option<i32>,
    pub(super) name: String,
}

impl From<&User> for Actor {
    fn from(user: &User) -> Self {
        Self { id: Some(user.id), name: user.username.clone() }
    }
}

impl Actor {
    pub fn command_line() -> Self {
        Self { id: None, name: "command line".to_owned() }
    }

    /// Adds a user, unless the username is taken or similar to another. `last_id` is the last user whose username was
    /// compared before.
    pub fn add_user(
        &self,
        conn: &mut Conn,
        user: &NewUser,
        role: Role,
        last_id: i32,
    ) -> QueryResult<Result<i32, AlreadyTaken>> {
        let id = match UserCredentials::create_unlike_others(conn, user, last_id)? {
            Ok(id) => id,
            Err(taken) => return Ok(Err(taken)),
        };
        role.set(conn, id)?;
        AuditEntry::of_user("user_added", id, &user.username).with_detail(role.name()).write(conn, self)?;
        Ok(Ok(id))
    }

    /// Replaces the password of a user, for [`crate::models::end_sessions`].
    pub fn set_password(&self, conn: &mut Conn, id: i32, hash: &str) -> QueryResult<EndingSessions> {
        let ending = UserCredentials::set_password_hash(conn, id, hash)?;
        self.note("password_changed", conn, id)?;
        Ok(ending)
    }

    /// Stores a link with which a user can set a new password, until `expires`. Disabled users are not found.
    pub fn add_reset_link(&self, conn: &mut Conn, id: i32, hash: &str, expires: i64) -> QueryResult<()> {
        let user = User::enabled(conn, id)?;
        PasswordReset::create(conn, hash, id, expires)?;
        AuditEntry::of_user("reset_link_created", id, &user.username).write(conn, self)
    }

    /// Disables a user, for [`crate::models::end_sessions`].
    pub fn disable_user(&self, conn: &mut Conn, id: i32) -> QueryResult<EndingSessions> {
        let ending = UserCredentials::disable(conn, id)?;
        self.note("user_disabled", conn, id)?;
        Ok(ending)
    }

    pub fn enable_user(&self, conn: &mut Conn, id: i32) -> QueryResult<()> {
        UserCredentials::enable(conn, id)?;
        self.note("user_enabled", conn, id)
    }

    /// Ends all sessions of a user, for [`crate::models::end_sessions`].
    pub fn sign_out_everywhere(&self, conn: &mut Conn, id: i32) -> QueryResult<EndingSessions> {
        let ending = EndingSessions::begin(conn, id)?;
        self.note("sessions_ended", conn, id)?;
        Ok(ending)
    }

    pub fn set_role(&self, conn: &mut Conn, id: i32, role: Role) -> QueryResult<()> {
        role.set(conn, id)?;
        let user = User::by_id(conn, id)?;
        AuditEntry::of_user("role_changed", id, &user.username).with_detail(role.name()).write(conn, self)
    }

    /// Notes that an access token was made for a user.
    pub fn note_token(&self, conn: &mut Conn, id: i32) -> QueryResult<()> {
        self.note("token_created", conn, id)
    }

    /// Notes that the database was backed up.
    pub fn note_backup(&self, conn: &mut Conn) -> QueryResult<()> {
        AuditEntry::of_service(BACKUP).write(conn, self)
    }

    /// Notes that unused files are deleted on demand.
    pub fn note_cleanup(&self, conn: &mut Conn) -> QueryResult<()> {
        AuditEntry::of_service("storage_cleaned").write(conn, self)
    }

    /// Deletes a user with everything that belongs to them, and returns the keys of their images, whose files the caller
    /// deletes.
    pub fn delete_user(&self, conn: &mut Conn, id: i32) -> QueryResult<Vec<String>> {
        self.note("user_deleted", conn, id)?;
        let keys = Image::all_of(conn, id)?;
        User::delete(conn, id)?;
        Ok(keys)
    }

    /// Stores an invitation, valid until `expires`, and returns its id.
    pub fn add_invite(&self, conn: &mut Conn, hash: &str, expires: i64) -> QueryResult<i32> {
        let id = Invite::create(conn, hash, expires, self.id)?;
        AuditEntry::of_invite("invite_created", id).write(conn, self)?;
        Ok(id)
    }

    /// Stores an invitation for the first admin, valid until `expires`.
    pub fn add_set_up_link(&self, conn: &mut Conn, hash: &str, expires: i64) -> QueryResult<()> {
        let id = Invite::create_set_up(conn, hash, expires)?;
        AuditEntry::of_invite("set_up_link_created", id).write(conn, self)
    }

    /// Notes that the actor has registered with an invitation.
    pub fn note_redeemed_invite(&self, conn: &mut Conn, id: i32) -> QueryResult<()> {
        AuditEntry::of_invite("invite_redeemed", id).write(conn, self)
    }

    /// Deletes an invitation that was not used yet.
    pub fn withdraw_invite(&self, conn: &mut Conn, id: i32) -> QueryResult<()> {
        Invite::delete(conn, id)?;
        AuditEntry::of_invite("invite_withdrawn", id).write(conn, self)
    }

    /// Writes an action on a user into the audit log.
    fn note(&self, action: &'static str, conn: &mut Conn, id: i32) -> QueryResult<()> {
        let user = User::by_id(conn, id)?;
        AuditEntry::of_user(action, id, &user.username).write(conn, self)
    }
}
