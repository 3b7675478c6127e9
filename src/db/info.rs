//! What the database is: for operators.

use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_types::Text};

use super::{Conn, is_current};

/// The database and its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseInfo {
    pub engine: &'static str,
    pub version: String,
    /// The version of the last migration.
    pub migration: String,
    /// Whether it has all migrations of this program.
    pub is_current: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    version: String,
}

impl DatabaseInfo {
    /// Reads it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(conn: &mut Conn) -> QueryResult<Self> {
        let (engine, version) = match conn {
            Conn::Sqlite(_) => ("SQLite", "sqlite_version()"),
            Conn::Postgres(_) => ("PostgreSQL", "current_setting('server_version')"),
        };
        let mut read = |sql: &str| diesel::sql_query(sql).get_result(conn).map(|row: Row| row.version);
        let version = read(&format!("SELECT {version} AS version"))?;
        let migration = read("SELECT max(version) AS version FROM __diesel_schema_migrations")?;
        Ok(Self { engine, version, migration, is_current: is_current(conn)? })
    }
}
