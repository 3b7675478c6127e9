//! `LIMIT` with its number in the text of the statement.

use diesel::{
    QueryResult, RunQueryDsl,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
};

use super::{Conn, MultiBackend};

/// The first `N` rows of a query.
///
/// diesel's `limit` binds the number. PostgreSQL then plans the statement without knowing how few rows are wanted, and
/// so for all of them.
#[derive(Debug, Clone, Copy)]
pub struct First<const N: u32, Q>(pub Q);

impl<const N: u32, Q: QueryId> QueryId for First<N, Q>
where
    Q::QueryId: 'static,
{
    type QueryId = First<N, Q::QueryId>;

    const HAS_STATIC_QUERY_ID: bool = Q::HAS_STATIC_QUERY_ID;
}

impl<const N: u32, Q: Query> Query for First<N, Q> {
    type SqlType = Q::SqlType;
}

impl<const N: u32, Q> RunQueryDsl<Conn> for First<N, Q> {}

impl<const N: u32, Q> QueryFragment<MultiBackend> for First<N, Q>
where
    Q: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT ");
        out.push_sql(&N.to_string());
        Ok(())
    }
}
