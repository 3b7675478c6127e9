//! Notices of the moderators to the author of something that was reported: it was hidden, or they are warned. Each is part of
//! its report. Authors see a notice until they acknowledge it; they do not learn who reported them or who decided.

use diesel::prelude::*;
use serde::Serialize;
use time::{OffsetDateTime, PrimitiveDateTime};
use utoipa::ToSchema;

use super::{PubDate, User, must_exist};
use crate::{db::Conn, schema::reports};

/// The notices, as rows of `reports`.
pub struct Notice;

/// A notice of the moderators.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = reports)]
#[schema(as = Notice)]
pub struct NoticeDict {
    #[schema(example = 3)]
    pub id: i32,
    /// `content_hidden` or `user_warned`.
    #[diesel(select_expression = reports::decision.assume_not_null())]
    #[schema(example = "user_warned")]
    pub decision: String,
    /// What it is about: `post`, `comment`, `story` or `user`.
    #[schema(example = "comment")]
    pub subject_kind: String,
    #[schema(example = 7)]
    pub subject_id: i32,
    /// What the moderators say; null if your content was hidden.
    #[schema(required, example = "Please be kind to each other.")]
    pub warning: Option<String>,
    /// The text of your content when it was reported.
    #[schema(example = "What a boring photo")]
    pub text: String,
    #[diesel(column_name = closed_at)]
    #[schema(value_type = Option<String>, format = DateTime, required, example = "2026-11-30T08:00:00Z")]
    pub created_at: Option<PubDate>,
}

/// A notice in the data export, and when it was acknowledged.
pub(super) type ExportedNotice = (NoticeDict, Option<PubDate>);

/// The decisions that the author is told.
const TOLD: [&str; 2] = ["content_hidden", "user_warned"];

/// The notices of an author.
#[diesel::dsl::auto_type(no_type_alias)]
fn notices_of(author_id: i32) -> _ {
    let told: [&'static str; 2] = TOLD;
    reports::table.filter(reports::author_id.eq(author_id)).filter(reports::decision.eq_any(told))
}

impl Notice {
    /// How many notices are shown at once.
    const MOST: i64 = 20;

    /// The oldest notices that `author` has not acknowledged. Those of reversed decisions are left out.
    pub fn unread(conn: &mut Conn, author: &User) -> QueryResult<Vec<NoticeDict>> {
        notices_of(author.id)
            .filter(reports::acknowledged_at.is_null().and(reports::restored_at.is_null()))
            .order(reports::id)
            .limit(Self::MOST)
            .select(NoticeDict::as_select())
            .load(conn)
    }

    /// Records that `author` has read a notice. Another user's notice is not found, nor one that is acknowledged already.
    pub fn acknowledge(conn: &mut Conn, author: &User, id: i32) -> QueryResult<()> {
        let now = OffsetDateTime::now_utc();
        let unread = reports::table
            .find(id)
            .filter(reports::author_id.eq(author.id))
            .filter(reports::decision.eq_any(TOLD))
            .filter(reports::acknowledged_at.is_null());
        let at = reports::acknowledged_at.eq(PrimitiveDateTime::new(now.date(), now.time()));
        must_exist(diesel::update(unread).set(at).execute(conn)?)
    }

    /// The notices of a user, by id, from behind the id `after`.
    pub(super) fn export(
        conn: &mut Conn,
        author_id: i32,
        after: i32,
        limit: i64,
    ) -> QueryResult<Vec<ExportedNotice>> {
        notices_of(author_id)
            .filter(reports::id.gt(after))
            .order(reports::id)
            .limit(limit)
            .select((NoticeDict::as_select(), reports::acknowledged_at))
            .load(conn)
    }
}
