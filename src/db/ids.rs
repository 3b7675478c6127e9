//! `column IN (ids)` as one cached statement with one bind, for any number of ids.

use diesel::{
    AppearsOnTable, Expression, QueryResult, SelectableExpression,
    expression::{ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Bool, Integer, Text},
};

use super::MultiBackend;

/// Ids as the right-hand side of `IN`.
///
/// `IN (?, ?, …)` has a different text for every length, so its statement is never cached. `= ANY` can be cached, but makes
/// PostgreSQL read whole tables; a semi-join with the unnested ids does not.
#[derive(Debug, Clone, QueryId)]
pub struct IdList(String);

impl FromIterator<i32> for IdList {
    fn from_iter<I: IntoIterator<Item = i32>>(ids: I) -> Self {
        let mut list = String::new();
        for id in ids {
            if !list.is_empty() {
                list.push(',');
            }
            list.push_str(&id.to_string());
        }
        Self(list)
    }
}

impl QueryFragment<MultiBackend> for IdList {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let (before, after) = match out.backend() {
            MultiBackend::Sqlite(_) => ("(SELECT value AS id FROM json_each('[' || ", " || ']'))"),
            // Behind the subquery PostgreSQL does not see how many ids there are. Otherwise it would make a new plan each
            // time, because few ids promise to be cheap, and that can take longer than the query.
            MultiBackend::Postgres(_) => ("(SELECT unnest(string_to_array((SELECT ", "), ',')::int[]) AS id)"),
        };
        out.push_sql(before);
        out.push_bind_param::<Text, _>(&self.0)?;
        out.push_sql(after);
        Ok(())
    }
}

/// See [`in_list`].
#[derive(Debug, Clone, QueryId)]
pub struct InList<C> {
    column: C,
    ids: IdList,
}

/// Whether `column` is one of `ids`.
pub fn in_list<C>(column: C, ids: impl IntoIterator<Item = i32>) -> InList<C>
where
    C: Expression<SqlType = Integer>,
{
    InList { column, ids: ids.into_iter().collect() }
}

impl<C> Expression for InList<C>
where
    C: Expression,
{
    type SqlType = Bool;
}

impl<C, Source> SelectableExpression<Source> for InList<C> where C: SelectableExpression<Source> {}
impl<C, Source> AppearsOnTable<Source> for InList<C> where C: AppearsOnTable<Source> {}

impl<C> ValidGrouping<()> for InList<C> {
    type IsAggregate = is_aggregate::No;
}

impl<C> QueryFragment<MultiBackend> for InList<C>
where
    C: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN ");
        self.ids.walk_ast(out)
    }
}
