//! Closing a report, with what was decided.

use std::str::FromStr;

use diesel::prelude::*;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{Actor, AuditEntry, Role, RoleRefused};
use crate::{
    db::Conn,
    models::{Comment, EndingSessions, HiddenContent, Post, Report, ReportSubject, Story, User},
    schema::reports,
};

/// What was decided about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Dismissed,
    ContentHidden,
    ContentDeleted,
    UserWarned,
    UserDisabled,
}

/// A text that is not a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownDecision;

/// Why a report cannot be closed, or its decision not be reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionRefused {
    Role(RoleRefused),
    /// A user is not content.
    NoContent,
    /// Nothing was hidden or disabled.
    NothingToRestore,
}

/// Deleted content, whose images remain to be deleted after the transaction.
pub struct DeletedContent {
    /// The user whose content it was.
    pub author: User,
    /// The images that it showed.
    pub image_urls: Vec<String>,
}

impl Decision {
    /// As the table and the API name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dismissed => "dismissed",
            Self::ContentHidden => "content_hidden",
            Self::ContentDeleted => "content_deleted",
            Self::UserWarned => "user_warned",
            Self::UserDisabled => "user_disabled",
        }
    }
}

impl FromStr for Decision {
    type Err = UnknownDecision;

    fn from_str(text: &str) -> Result<Self, UnknownDecision> {
        let all =
            [Self::Dismissed, Self::ContentHidden, Self::ContentDeleted, Self::UserWarned, Self::UserDisabled];
        all.into_iter().find(|decision| decision.name() == text).ok_or(UnknownDecision)
    }
}

/// An open report that the moderator may decide: it is not about them.
#[diesel::dsl::auto_type]
fn open_report(moderator: &User, id: i32) -> _ {
    let moderator_id: i32 = moderator.id;
    reports::table.find(id).filter(reports::decision.is_null().and(reports::author_id.ne(moderator_id)))
}

impl Actor {
    /// Dismisses an open report. Other reports, and those about the moderator, are not found, here and below.
    pub fn dismiss_report(&self, conn: &mut Conn, moderator: &User, id: i32) -> QueryResult<()> {
        self.decide(conn, moderator, id, Decision::Dismissed).map(drop)
    }

    /// Closes an open report with a warning to the author of what it is about.
    pub fn warn_author(&self, conn: &mut Conn, moderator: &User, id: i32, warning: &str) -> QueryResult<()> {
        self.decide(conn, moderator, id, Decision::UserWarned)?;
        diesel::update(reports::table.find(id)).set(reports::warning.eq(warning)).execute(conn).map(drop)
    }

    /// Closes an open report and hides what it is about.
    pub fn hide_reported(
        &self,
        conn: &mut Conn,
        moderator: &User,
        id: i32,
    ) -> QueryResult<Result<(), DecisionRefused>> {
        let (_, subject) = self.decide(conn, moderator, id, Decision::ContentHidden)?;
        match subject.and_then(HiddenContent::of) {
            Some(content) => content.hide(conn).map(Ok),
            None => Ok(Err(DecisionRefused::NoContent)),
        }
    }

    /// Closes an open report and deletes what it is about, with the copy in the report.
    pub fn delete_reported(
        &self,
        conn: &mut Conn,
        moderator: &User,
        id: i32,
    ) -> QueryResult<Result<DeletedContent, DecisionRefused>> {
        let (author, subject) = self.decide(conn, moderator, id, Decision::ContentDeleted)?;
        match subject {
            None | Some(ReportSubject::User(_)) => Ok(Err(DecisionRefused::NoContent)),
            Some(subject) => {
                let image_urls = delete(conn, &author, subject)?;
                Report::delete_copy(conn, id)?;
                Ok(Ok(DeletedContent { author, image_urls }))
            }
        }
    }

    /// Closes an open report and disables the user whom it is about, for [`crate::models::end_sessions`].
    pub fn close_report_and_disable(
        &self,
        conn: &mut Conn,
        moderator: &User,
        role: Role,
        id: i32,
    ) -> QueryResult<Result<EndingSessions, DecisionRefused>> {
        let author_id: i32 = open_report(moderator, id).select(reports::author_id).get_result(conn)?;
        if let Err(refused) = role.may_disable(conn, author_id)? {
            return Ok(Err(DecisionRefused::Role(refused)));
        }
        self.decide(conn, moderator, id, Decision::UserDisabled)?;
        self.disable_user(conn, author_id).map(Ok)
    }

    /// Records a decision, and returns whom and what the report is about. Of two decisions at once, one finds no open report.
    fn decide(
        &self,
        conn: &mut Conn,
        moderator: &User,
        id: i32,
        decision: Decision,
    ) -> QueryResult<(User, Option<ReportSubject>)> {
        let now = OffsetDateTime::now_utc();
        let change = (
            reports::decision.eq(decision.name()),
            reports::closed_at.eq(PrimitiveDateTime::new(now.date(), now.time())),
            reports::closed_by_id.eq(moderator.id),
        );
        let (author_id, kind, subject_id): (i32, String, i32) = diesel::update(open_report(moderator, id))
            .set(change)
            .returning((reports::author_id, reports::subject_kind, reports::subject_id))
            .get_result(conn)?;
        let author = User::by_id(conn, author_id)?;
        let detail = format!("{}: {kind} {subject_id}", decision.name());
        AuditEntry::of_report("report_closed", id, &author.username).with_detail(detail).write(conn, self)?;
        Ok((author, ReportSubject::of_row(&kind, subject_id)))
    }
}

/// Deletes reported content, unless its author has deleted it already, and returns the URLs of its images.
fn delete(conn: &mut Conn, author: &User, subject: ReportSubject) -> QueryResult<Vec<String>> {
    let deleted = match subject {
        ReportSubject::Post(id) => Post::delete(conn, author, id),
        ReportSubject::Comment(id) => {
            Comment::delete((&mut *conn).into(), author, id).into_result().map(|()| Vec::new())
        }
        ReportSubject::Story(id) => {
            let image_url = Story::delete((&mut *conn).into(), author, id).into_result();
            image_url.map(|url| url.into_iter().collect())
        }
        ReportSubject::User(_) => Ok(Vec::new()),
    };
    match deleted {
        Err(diesel::result::Error::NotFound) => Ok(Vec::new()),
        other => other,
    }
}
