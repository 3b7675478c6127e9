//! The audit log: what moderators, admins and the command line have done. The database refuses changes of its rows.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::Actor;
use crate::{
    db::Conn,
    models::{Cursor, PageRequest, PubDate},
    schema::audit_log,
};

/// The action of a successful backup.
pub(super) const BACKUP: &str = "backup_created";

/// An action, as the log describes it.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = audit_log)]
pub struct AuditEntry {
    action: &'static str,
    subject_kind: &'static str,
    subject_id: Option<i32>,
    subject_name: String,
    detail: String,
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = audit_log)]
#[schema(as = AuditEntry)]
pub struct AuditEntryDict {
    #[schema(example = 7)]
    pub id: i32,
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: PubDate,
    /// Null for the command line, and if the user was deleted since.
    #[schema(required, example = 1)]
    pub actor_id: Option<i32>,
    #[schema(example = "ada")]
    pub actor_name: String,
    #[schema(example = "user_disabled")]
    pub action: String,
    /// `user`, `invite`, `report`, `setting` or `service`.
    #[schema(example = "user")]
    pub subject_kind: String,
    #[schema(required, example = 2)]
    pub subject_id: Option<i32>,
    /// The username of the user whom the action concerned, or the name of the setting.
    #[schema(example = "grace")]
    pub subject_name: String,
    #[schema(example = "")]
    pub detail: String,
}

impl AuditEntry {
    /// An action on a user.
    pub(super) fn of_user(action: &'static str, id: i32, username: &str) -> Self {
        Self {
            action,
            subject_kind: "user",
            subject_id: Some(id),
            subject_name: username.to_owned(),
            detail: String::new(),
        }
    }

    /// An action on an invitation.
    pub(super) fn of_invite(action: &'static str, id: i32) -> Self {
        Self {
            action,
            subject_kind: "invite",
            subject_id: Some(id),
            subject_name: String::new(),
            detail: String::new(),
        }
    }

    /// A decision about a report about a user.
    pub(super) fn of_report(action: &'static str, id: i32, username: &str) -> Self {
        Self {
            action,
            subject_kind: "report",
            subject_id: Some(id),
            subject_name: username.to_owned(),
            detail: String::new(),
        }
    }

    /// A change of a setting.
    pub(super) fn of_setting(action: &'static str, name: &str) -> Self {
        Self {
            action,
            subject_kind: "setting",
            subject_id: None,
            subject_name: name.to_owned(),
            detail: String::new(),
        }
    }

    /// An action on the service as a whole.
    pub(super) fn of_service(action: &'static str) -> Self {
        Self {
            action,
            subject_kind: "service",
            subject_id: None,
            subject_name: String::new(),
            detail: String::new(),
        }
    }

    pub(super) fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Adds the entry. It belongs in the transaction of the action.
    pub(super) fn write(&self, conn: &mut Conn, actor: &Actor) -> QueryResult<()> {
        let by = (audit_log::actor_id.eq(actor.id), audit_log::actor_name.eq(&actor.name));
        diesel::insert_into(audit_log::table).values((self, by)).execute(conn).map(drop)
    }

    /// When `photo-app backup` last succeeded, if it ever did.
    pub fn last_backup(conn: &mut Conn) -> QueryResult<Option<PubDate>> {
        let backups = audit_log::table.filter(audit_log::action.eq(BACKUP)).order(audit_log::id.desc());
        backups.select(audit_log::created_at).first(conn).optional()
    }

    /// A page of the log, newest first, and where the next page begins.
    pub fn list(conn: &mut Conn, page: PageRequest) -> QueryResult<(Vec<AuditEntryDict>, Option<Cursor>)> {
        let before = page.before.map_or(i32::MAX, |cursor| cursor.id);
        let rows: Vec<AuditEntryDict> = audit_log::table
            .filter(audit_log::id.lt(before))
            .order(audit_log::id.desc())
            .limit(page.limit)
            .select(AuditEntryDict::as_select())
            .load(conn)?;
        let next = page.next(&rows, |last| Cursor::new(last.created_at, last.id));
        Ok((rows, next))
    }
}
