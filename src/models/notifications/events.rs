//! What other users have done that concerns a user, newest first: one statement reads it from the tables of likes, comments,
//! and so on. There is no table of events, so what is undone, hidden or blocked also leaves the notifications.

use std::{cmp::Reverse, collections::HashSet};

use diesel::{
    PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    backend::Backend,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{BigInt, HasSqlType, Integer, Nullable, Timestamp},
};
use time::PrimitiveDateTime;

use super::{
    NotificationKind,
    source::{Columns, Source},
};
use crate::{
    db::{Conn, Native},
    models::{
        CurrentUser, PubDate,
        visibility::{comment_not_hidden_row, enabled_id, push_post_not_hidden, push_visible_post},
    },
};

/// Something that concerns a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Event {
    pub kind: NotificationKind,
    pub at: PrimitiveDateTime,
    /// Who did it; `None` if the user does not learn it.
    pub actor_id: Option<i32>,
    pub post_id: Option<i32>,
    pub comment_id: Option<i32>,
    pub report_id: Option<i32>,
}

/// The events of a time, without its ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    pub after: PrimitiveDateTime,
    pub before: PrimitiveDateTime,
}

/// How many events are read of each table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    Usual,
    /// For a day with more than the usual number.
    More,
    /// For a day with more than that.
    Many,
    /// Enough for a day. If a user gets more likes, the others of that day are left out.
    Most,
}

/// Events, newest first.
pub(super) struct Events {
    pub events: Vec<Event>,
    /// The time of the oldest event of a table that has more; `None` if all were read.
    pub complete_until: Option<PrimitiveDateTime>,
}

impl Amount {
    pub fn more(self) -> Self {
        match self {
            Self::Usual => Self::More,
            Self::More => Self::Many,
            Self::Many | Self::Most => Self::Most,
        }
    }
}

impl Events {
    /// The events that concern `viewer` and that they may see.
    pub fn load(
        conn: &mut Conn,
        viewer: &CurrentUser,
        between: Between,
        now: i64,
        amount: Amount,
    ) -> QueryResult<Self> {
        if viewer.has_blocks_or_mutes {
            Self::load_amount::<true>(conn, viewer.id, between, now, amount)
        } else {
            Self::load_amount::<false>(conn, viewer.id, between, now, amount)
        }
    }

    fn load_amount<const EXCEPTIONS: bool>(
        conn: &mut Conn,
        viewer_id: i32,
        between: Between,
        now: i64,
        amount: Amount,
    ) -> QueryResult<Self> {
        match amount {
            Amount::Usual => load::<150, EXCEPTIONS>(conn, viewer_id, between, now),
            Amount::More => load::<1_000, EXCEPTIONS>(conn, viewer_id, between, now),
            Amount::Many => load::<10_000, EXCEPTIONS>(conn, viewer_id, between, now),
            Amount::Most => load::<100_000, EXCEPTIONS>(conn, viewer_id, between, now),
        }
    }
}

/// A row of [`LoadEvents`]: the number of the source, the kind, the time, the actor, the post, the comment, the report.
type Row = (i32, i32, PubDate, Option<i32>, Option<i32>, Option<i32>, Option<i32>);

fn load<const LIMIT: usize, const EXCEPTIONS: bool>(
    conn: &mut Conn,
    viewer_id: i32,
    between: Between,
    now: i64,
) -> QueryResult<Events> {
    let mut rows: Vec<Row> = LoadEvents::<LIMIT, EXCEPTIONS> { viewer_id, between, now }.load_native(conn)?;
    let mut oldest = [(0, PrimitiveDateTime::MIN); Source::ALL.len()];
    for (source, _, at, ..) in &rows {
        if let Some((number, oldest)) = usize::try_from(*source).ok().and_then(|source| oldest.get_mut(source)) {
            *number += 1;
            *oldest = at.0;
        }
    }
    let complete_until = oldest.into_iter().filter(|(number, _)| *number == LIMIT).map(|(_, at)| at).max();
    rows.sort_by_key(|(_, _, at, ..)| Reverse(at.0));
    let event = |(_, kind, at, actor_id, post_id, comment_id, report_id): Row| {
        let kind = NotificationKind::from_number(kind)?;
        let event = Event { kind, at: at.0, actor_id, post_id, comment_id, report_id };
        // SQLite compares times as texts, which differ in the number of digits.
        Some(event).filter(|event| between.after < event.at && event.at < between.before)
    };
    let mut events: Vec<Event> = rows.into_iter().filter_map(event).collect();
    // A comment on an own post that mentions the viewer is told once.
    let mentioning: HashSet<Option<i32>> = events
        .iter()
        .filter(|event| matches!(event.kind, NotificationKind::Mention | NotificationKind::Reply))
        .map(|event| event.comment_id)
        .collect();
    events.retain(|event| event.kind != NotificationKind::Comment || !mentioning.contains(&event.comment_id));
    Ok(Events { events, complete_until })
}

/// See [`Events::load`]. The limit is part of the text, because databases plan for other numbers of rows with a bind.
#[derive(QueryId)]
struct LoadEvents<const LIMIT: usize, const EXCEPTIONS: bool> {
    viewer_id: i32,
    between: Between,
    /// In seconds since 1970.
    now: i64,
}

impl<const LIMIT: usize, const EXCEPTIONS: bool> Query for LoadEvents<LIMIT, EXCEPTIONS> {
    type SqlType =
        (Integer, Integer, Timestamp, Nullable<Integer>, Nullable<Integer>, Nullable<Integer>, Nullable<Integer>);
}

impl<const LIMIT: usize, const EXCEPTIONS: bool> RunQueryDsl<SqliteConnection> for LoadEvents<LIMIT, EXCEPTIONS> {}
impl<const LIMIT: usize, const EXCEPTIONS: bool> RunQueryDsl<PgConnection> for LoadEvents<LIMIT, EXCEPTIONS> {}

impl<DB, const LIMIT: usize, const EXCEPTIONS: bool> QueryFragment<DB> for LoadEvents<LIMIT, EXCEPTIONS>
where
    DB: Backend + HasSqlType<Integer> + HasSqlType<BigInt> + HasSqlType<Timestamp>,
    i32: ToSql<Integer, DB>,
    i64: ToSql<BigInt, DB>,
    PrimitiveDateTime: ToSql<Timestamp, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for (number, source) in Source::ALL.into_iter().enumerate() {
            if number > 0 {
                out.push_sql(" UNION ALL ");
            }
            let Columns { kind, time, actor, post, comment, report, rows, owner } = source.columns();
            let column = |name: Option<&str>| name.map_or("CAST(NULL AS INTEGER)".to_owned(), str::to_owned);
            let (post, comment, report) = (column(post), column(comment), column(report));
            out.push_sql(&format!(
                "SELECT * FROM (SELECT {number} AS source, {kind} AS kind, {time} AS at, {actor} AS actor, {post} AS post, \
                 {comment} AS comment, {report} AS report FROM {rows} WHERE {time} < ",
                actor = column(actor),
            ));
            out.push_bind_param::<Timestamp, _>(&self.between.before)?;
            out.push_sql(&format!(" AND {time} > "));
            out.push_bind_param::<Timestamp, _>(&self.between.after)?;
            if let Some(owner) = owner {
                out.push_sql(&format!(" AND {owner} = "));
                out.push_bind_param::<Integer, _>(&self.viewer_id)?;
            }
            if let Some(actor) = actor {
                self.push_welcome(out.reborrow(), actor)?;
            }
            self.push_condition(out.reborrow(), source)?;
            out.push_sql(&format!(" ORDER BY {time} DESC LIMIT {LIMIT}) e{number}"));
        }
        Ok(())
    }
}

impl<const LIMIT: usize, const EXCEPTIONS: bool> LoadEvents<LIMIT, EXCEPTIONS> {
    /// Writes the condition that the actor is another user, is not disabled or muted, and that there is no block. Without
    /// `EXCEPTIONS`, no mute or block concerns the viewer.
    fn push_welcome<'b, DB>(&'b self, mut out: AstPass<'_, 'b, DB>, actor: &str) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Integer>,
        i32: ToSql<Integer, DB>,
    {
        out.push_sql(&format!(" AND {actor} <> "));
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(&format!(" AND {}", enabled_id(actor)));
        if !EXCEPTIONS {
            return Ok(());
        }
        out.push_sql(&format!(" AND {actor} NOT IN (SELECT muted_id FROM mutes WHERE user_id = "));
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(" UNION ALL SELECT blocked_id FROM blocks WHERE user_id = ");
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(" UNION ALL SELECT user_id FROM blocks WHERE blocked_id = ");
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        out.push_sql(")");
        Ok(())
    }

    /// Writes what else must be true for the viewer to see the event.
    fn push_condition<'b, DB>(&'b self, mut out: AstPass<'_, 'b, DB>, source: Source) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Integer> + HasSqlType<BigInt>,
        i32: ToSql<Integer, DB>,
        i64: ToSql<BigInt, DB>,
    {
        match source {
            Source::Likes => {}
            Source::Comments => {
                out.push_sql(" AND ");
                out.push_sql(&comment_not_hidden_row("c"));
                out.push_sql(
                    " AND NOT EXISTS (SELECT 1 FROM mentions m WHERE m.comment_id = c.id AND m.user_id = ",
                );
                out.push_bind_param::<Integer, _>(&self.viewer_id)?;
                out.push_sql(")");
            }
            Source::Mentions => {
                out.push_sql(
                    " AND NOT EXISTS (SELECT 1 FROM hidden_comments h WHERE h.comment_id = m.comment_id) AND ",
                );
                self.push_may_see_post(out)?;
            }
            Source::CommentLikes => {
                out.push_sql(" AND ");
                self.push_may_see_post(out)?;
            }
            Source::Followers => out.push_sql(" AND f.created_at IS NOT NULL AND NOT f.was_requested"),
            Source::AcceptedRequests => out.push_sql(" AND f.was_requested"),
            Source::FollowRequests => {
                out.push_sql(" AND (r.expires IS NULL OR r.expires > ");
                out.push_bind_param::<BigInt, _>(&self.now)?;
                out.push_sql(")");
            }
            Source::Reports => {
                out.push_sql(" AND r.decision IS NULL AND r.author_id <> ");
                out.push_bind_param::<Integer, _>(&self.viewer_id)?;
                out.push_sql(" AND EXISTS (SELECT 1 FROM users s WHERE s.role <> 'member' AND s.id = ");
                out.push_bind_param::<Integer, _>(&self.viewer_id)?;
                out.push_sql(")");
            }
            Source::Notices => out.push_sql(
                " AND r.acknowledged_at IS NULL AND r.restored_at IS NULL \
                 AND r.decision IN ('content_hidden', 'user_warned')",
            ),
        }
        Ok(())
    }

    fn push_may_see_post<'b, DB>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Integer>,
        i32: ToSql<Integer, DB>,
    {
        push_visible_post(out.reborrow(), &self.viewer_id)?;
        out.push_sql(" AND ");
        push_post_not_hidden(out, &self.viewer_id)
    }
}
