//! Statements that are asked for so often that they go to the database's own connection. The common one writes the text
//! of a statement anew each time, to know which statement it is.

use diesel::{
    PgConnection, QueryResult, SqliteConnection,
    pg::Pg,
    query_builder::{Query, QueryFragment, QueryId},
    query_dsl::methods::LoadQuery,
    sqlite::Sqlite,
};

use super::Conn;

/// A statement whose text is the same for both databases, or that writes each by itself.
pub trait Native: Query + QueryId + QueryFragment<Sqlite> + QueryFragment<Pg> + Sized {
    /// Runs it.
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
