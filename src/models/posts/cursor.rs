//! Where a page of a list begins: at the newest entry, or behind the last entry of the previous page.

use std::{fmt, str::FromStr};

use diesel::{
    QueryResult,
    backend::Backend,
    dsl::sql,
    expression::SqlLiteral,
    query_builder::{AstPass, QueryFragment, QueryId},
    serialize::ToSql,
    sql_types::{Bool, HasSqlType, Integer, Timestamp},
};
use time::{OffsetDateTime, PrimitiveDateTime, macros::datetime};

use crate::{
    db::MultiBackend,
    models::{
        Included, PubDate,
        visibility::{enabled_row, not_blocked_around, push_visible_post},
    },
};

/// A position in a list by time, newest first. In a URL it is `MICROSECONDS-ID`, with the microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryId)]
pub struct Cursor {
    /// Used if the row is gone or not visible to the viewer. Otherwise the row's own time counts.
    pub(in crate::models) at: PrimitiveDateTime,
    pub(in crate::models) id: i32,
}

/// Which part of a list of posts is wanted.
#[derive(Debug, Clone, Copy)]
pub struct PageRequest {
    /// How many posts at most.
    pub limit: i64,
    /// Only posts behind this position; `None` for the newest.
    pub before: Option<Cursor>,
    pub included: Included,
}

impl PageRequest {
    /// Where the next page begins: behind the last of these rows, if they fill this page.
    pub(in crate::models) fn next<R>(self, rows: &[R], position: impl FnOnce(&R) -> Cursor) -> Option<Cursor> {
        let is_full = i64::try_from(rows.len()).is_ok_and(|length| length == self.limit);
        rows.last().filter(|_| is_full).map(position)
    }
}

/// A text that is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct NoCursor;

/// The beginning of the list: no condition.
#[derive(Clone, Copy, QueryId)]
pub(in crate::models) struct Newest;

/// The condition that a post is behind a position among those that the viewer may see.
#[derive(Clone, Copy, QueryId)]
pub(in crate::models) struct BehindPost {
    pub position: Cursor,
    pub viewer_id: i32,
}

/// The condition that a bookmark `k` is behind a position among those of the viewer.
#[derive(Clone, Copy, QueryId)]
pub(in crate::models) struct BehindBookmark {
    pub position: Cursor,
    pub viewer_id: i32,
}

impl Cursor {
    /// Before everything that has a date and an id.
    pub(in crate::models) const LATEST: Self = Self { at: Self::LAST, id: 0 };

    // Both databases know these years, and PostgreSQL not many before them.
    pub(in crate::models) const FIRST: PrimitiveDateTime = datetime!(0001-01-01 0:00);
    pub(in crate::models) const LAST: PrimitiveDateTime = datetime!(9999-12-31 23:59:59.999999);

    /// The position of a row in a list by id.
    pub(in crate::models) fn of_id(id: i32) -> Self {
        Self::new(PubDate::from_unix(0), id)
    }

    pub(in crate::models) fn new(at: PubDate, id: i32) -> Self {
        Self { at: at.0.clamp(Self::FIRST, Self::LAST), id }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.assume_utc().unix_timestamp_nanos() / 1000, self.id)
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        // Either number may be negative: before 1970, and in rows that others wrote.
        let hyphen = text.char_indices().skip(1).find(|(_, letter)| *letter == '-').ok_or(NoCursor)?.0;
        let (micros, id) = (&text[..hyphen], &text[hyphen + 1..]);
        let micros: i128 = micros.parse().map_err(|_| NoCursor)?;
        let at = micros.checked_mul(1000).and_then(|nanos| OffsetDateTime::from_unix_timestamp_nanos(nanos).ok());
        let at = at.ok_or(NoCursor)?;
        let at = PubDate(PrimitiveDateTime::new(at.date(), at.time()));
        Ok(Self::new(at, id.parse().map_err(|_| NoCursor)?))
    }
}

impl<DB: Backend> QueryFragment<DB> for Newest {
    fn walk_ast<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<DB> QueryFragment<DB> for BehindPost
where
    DB: Backend + HasSqlType<Integer> + HasSqlType<Timestamp>,
    i32: ToSql<Integer, DB>,
    PrimitiveDateTime: ToSql<Timestamp, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(" AND (pub_date, id) < (coalesce((SELECT p.pub_date FROM posts p WHERE p.id = ");
        out.push_bind_param::<Integer, _>(&self.position.id)?;
        out.push_sql(" AND ");
        push_visible_post(out.reborrow(), &self.viewer_id)?;
        push_position(out, &self.position)
    }
}

impl<DB> QueryFragment<DB> for BehindBookmark
where
    DB: Backend + HasSqlType<Integer> + HasSqlType<Timestamp>,
    i32: ToSql<Integer, DB>,
    PrimitiveDateTime: ToSql<Timestamp, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(" AND (k.timestamp, k.id) < (coalesce((SELECT timestamp FROM bookmarks WHERE id = ");
        out.push_bind_param::<Integer, _>(&self.position.id)?;
        out.push_sql(" AND user_id = ");
        out.push_bind_param::<Integer, _>(&self.viewer_id)?;
        push_position(out, &self.position)
    }
}

/// The rows of a list that belongs to a user or to something that they made, such as the comments on a post.
#[derive(Debug, Clone, Copy)]
pub(in crate::models) struct RowsOf {
    pub table: &'static str,
    /// The column that orders the rows.
    pub time: &'static str,
    /// The column of the user whom a row shows.
    pub user: &'static str,
    /// The column of what the list belongs to, and its value.
    pub owner: (&'static str, i32),
    pub viewer_id: i32,
}

impl RowsOf {
    /// The condition that a row is behind the beginning of `page`. The row at the beginning counts only if the viewer may
    /// see it.
    pub fn behind(self, page: PageRequest) -> SqlLiteral<Bool, impl QueryFragment<MultiBackend> + QueryId> {
        let position = page.before.unwrap_or(Cursor::LATEST);
        let Self { table, time, user, owner: (owner, owner_id), viewer_id } = self;
        let (enabled, [before, between, after]) = (enabled_row("v"), not_blocked_around("v.id"));
        sql::<Bool>(&format!(
            "({table}.{time}, {table}.id) < (coalesce((SELECT r.{time} FROM {table} r JOIN users v ON v.id = r.{user} \
             WHERE {enabled} AND {before}"
        ))
        .bind::<Integer, _>(viewer_id)
        .sql(&between)
        .bind::<Integer, _>(viewer_id)
        .sql(&format!("{after} AND r.id = "))
        .bind::<Integer, _>(position.id)
        .sql(&format!(" AND r.{owner} = "))
        .bind::<Integer, _>(owner_id)
        .sql("), ")
        .bind::<Timestamp, _>(position.at)
        .sql("), ")
        .bind::<Integer, _>(position.id)
        .sql(")")
    }
}

/// Writes the end of a comparison with the row at `position`: the values that count if there is no such row.
fn push_position<'b, DB>(mut out: AstPass<'_, 'b, DB>, position: &'b Cursor) -> QueryResult<()>
where
    DB: Backend + HasSqlType<Integer> + HasSqlType<Timestamp>,
    i32: ToSql<Integer, DB>,
    PrimitiveDateTime: ToSql<Timestamp, DB>,
{
    out.push_sql("), ");
    out.push_bind_param::<Timestamp, _>(&position.at)?;
    out.push_sql("), ");
    out.push_bind_param::<Integer, _>(&position.id)?;
    out.push_sql(")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn a_cursor_in_years_that_both_databases_know_can_be_written_and_read(
            micros in -62_135_596_800_000_000_i64..253_402_300_800_000_000, id in any::<i32>(),
        ) {
            let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).expect("a time");
            let cursor = Cursor::new(PubDate(PrimitiveDateTime::new(at.date(), at.time())), id);

            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn a_text_that_can_be_read_as_a_cursor_has_one_meaning(text in "-?[0-9+-]{0,20}-[0-9+-]{1,11}|.{0,40}") {
            if let Ok(cursor) = text.parse::<Cursor>() {
                prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
            }
        }
    }

    #[test]
    fn a_cursor_reads_what_it_writes_and_nothing_else() {
        for text in ["1764000000123456-17", "0-1", "-62135596800000000-2147483647", "5--2147483648"] {
            let cursor: Cursor = text.parse().expect(text);
            assert_eq!(cursor.to_string(), text);
        }
        for text in
            ["", "-", "1", "1-", "x-1", "1-x", "1-99999999999", "99999999999999999999999999999999999999999-1"]
        {
            assert_eq!(text.parse::<Cursor>(), Err(NoCursor), "{text}");
        }
    }
}
