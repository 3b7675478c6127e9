//! Reversing what was decided about a report: hidden content is shown again, a disabled user is enabled.

use diesel::prelude::*;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{Actor, AuditEntry, Decision, DecisionRefused, Role, RoleRefused};
use crate::{
    db::Conn,
    models::{HiddenContent, ReportSubject, User, block::lock_users},
    schema::reports,
};

impl Actor {
    /// Reverses the decision about a closed report. Open reports, those about the moderator, and those that were reversed
    /// already are not found. Only admins enable users.
    pub fn restore_reported(
        &self,
        conn: &mut Conn,
        moderator: &User,
        role: Role,
        id: i32,
    ) -> QueryResult<Result<(), DecisionRefused>> {
        let now = OffsetDateTime::now_utc();
        let closed = reports::table
            .find(id)
            .filter(reports::decision.is_not_null().and(reports::author_id.ne(moderator.id)))
            .filter(reports::restored_at.is_null());
        // Users before reports, as where a user is deleted.
        let author_id: i32 = closed.select(reports::author_id).get_result(conn)?;
        lock_users(conn, author_id, moderator.id)?;
        let (kind, subject_id, decision): (String, i32, Option<String>) = diesel::update(closed)
            .set(reports::restored_at.eq(PrimitiveDateTime::new(now.date(), now.time())))
            .returning((reports::subject_kind, reports::subject_id, reports::decision))
            .get_result(conn)?;
        let content = ReportSubject::of_row(&kind, subject_id).and_then(HiddenContent::of);
        let decision = decision.and_then(|text| text.parse().ok());
        match (decision, content) {
            (Some(Decision::ContentHidden), Some(content)) => {
                // Another report about the same may also have hidden it.
                let others = reports::table
                    .filter(reports::subject_kind.eq(&kind).and(reports::subject_id.eq(subject_id)))
                    .filter(reports::decision.eq(Decision::ContentHidden.name()))
                    .filter(reports::restored_at.is_null());
                if others.select(reports::id).first::<i32>(conn).optional()?.is_none() {
                    content.restore(conn)?;
                }
            }
            (Some(Decision::UserDisabled), _) if role < Role::Admin => {
                return Ok(Err(DecisionRefused::Role(RoleRefused::NotAMember)));
            }
            (Some(Decision::UserDisabled), _) => self.enable_user(conn, author_id)?,
            _ => return Ok(Err(DecisionRefused::NothingToRestore)),
        }
        let author = User::by_id(conn, author_id)?;
        let detail = decision.map(|decision| format!("{}: {kind} {subject_id}", decision.name()));
        AuditEntry::of_report("report_restored", id, &author.username)
            .with_detail(detail.unwrap_or_default())
            .write(conn, self)
            .map(Ok)
    }
}
