//! Frequent statements, which run on the database's own connection. The common connection type would write the text of a
//! statement at each run, to find it in its cache.

use diesel::{
    PgConnection, QueryResult, SqliteConnection,
    pg::Pg,
    query_builder::{Query, QueryFragment, QueryId},
    query_dsl::methods::LoadQuery,
    sqlite::Sqlite,
};

use super::Conn;

/// A statement that can be written for either database.
pub trait Native: Query + QueryId + QueryFragment<Sqlite> + QueryFragment<Pg> + Sized {
    /// Runs the statement and returns its rows.
    ///
    /// # Errors
    /// Those of the database.
    fn load_native<T>(self, conn: &mut Conn) -> QueryResult<Vec<T>>
    where
        Self: for<'a> LoadQuery<'a, SqliteConnection, T> + for<'a> LoadQuery<'a, PgConnection, T>,
    {
        match conn {
            Conn::Sqlite(conn) => self.internal_load(conn)?.collect(),
            Conn::Postgres(conn) => self.internal_load(conn)?.collect(),
        }
    }
}

impl<Q> Native for Q where Q: Query + QueryId + QueryFragment<Sqlite> + QueryFragment<Pg> + Sized {}
