//! Writes that consist of one statement, which the type system checks.

use diesel::{
    PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    query_dsl::methods::{ExecuteDsl, LoadQuery},
    result::Error,
};

use super::{Conn, Native};

/// A connection that runs one statement: running it consumes the value. So a write that gets this instead of a [`Conn`]
/// needs no transaction of its own.
///
/// ```compile_fail,E0382
/// # use photo_app::db::{SingleStatement, Written};
/// fn write_twice(conn: SingleStatement<'_>) -> Written<usize> {
///     conn.execute(diesel::sql_query("DELETE FROM invites"));
///     conn.execute(diesel::sql_query("DELETE FROM password_resets"))
/// }
/// ```
pub struct SingleStatement<'a>(&'a mut Conn);

/// The result of a [`SingleStatement`]. It is an error only if the statement failed or changed nothing (or returned a row
/// that cannot be read), so that no error of the caller's own follows a change.
#[must_use = "the statement may have failed"]
pub struct Written<T>(QueryResult<T>);

impl<'a> From<&'a mut Conn> for SingleStatement<'a> {
    fn from(conn: &'a mut Conn) -> Self {
        Self(conn)
    }
}

impl SingleStatement<'_> {
    /// Runs the query and gives the number of rows that it changed.
    pub fn execute<Q>(self, query: Q) -> Written<usize>
    where
        Q: RunQueryDsl<Conn> + ExecuteDsl<Conn>,
    {
        Written(query.execute(self.0))
    }

    /// Runs a frequent statement and gives its first row. It is `NotFound` if no row was changed.
    pub fn get_native<T, Q>(self, query: Q) -> Written<T>
    where
        Q: Native + for<'a> LoadQuery<'a, SqliteConnection, T> + for<'a> LoadQuery<'a, PgConnection, T>,
    {
        Written(query.load_native(self.0).and_then(|rows| rows.into_iter().next().ok_or(Error::NotFound)))
    }

    /// Runs the query and gives its first row. It is `NotFound` if no row was changed.
    pub fn get_result<'query, T, Q>(self, query: Q) -> Written<T>
    where
        Q: RunQueryDsl<Conn> + LoadQuery<'query, Conn, T>,
    {
        Written(query.get_result(self.0))
    }
}

impl<T> Written<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Written<U> {
        Written(self.0.map(change))
    }

    /// The result for a transaction that contains the statement.
    ///
    /// # Errors
    /// Those of the statement.
    pub fn into_result(self) -> QueryResult<T> {
        self.0
    }
}

impl Written<usize> {
    /// Turns a statement that changed no row into `NotFound`.
    pub fn must_exist(self) -> Written<()> {
        Written(self.0.and_then(|rows| if rows == 0 { Err(Error::NotFound) } else { Ok(()) }))
    }
}
