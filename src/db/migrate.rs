//! Updates a database to the schema of this program: migrations, and the adoption of the original's tables.

use std::{fs, os::unix::fs::PermissionsExt};

use diesel::{
    Connection, PgConnection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection, backend::Backend,
    connection::SimpleConnection, migration::MigrationSource, pg::Pg, result::Error, sql_types::Text,
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use time::OffsetDateTime;

use super::{
    Conn, DbUrl,
    adopt::{self, AdoptError, count},
};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The advisory lock that makes processes that start at once migrate one after another; any fixed number.
const MIGRATION_LOCK: i64 = 0x70_68_6f_74_6f;

/// Starts the epoch of an adopted database. The original may have reused ids of deleted users, and old tokens may exist for
/// them. They must not become valid for new users.
fn start_first_epoch(conn: &mut impl SimpleConnection) -> QueryResult<()> {
    // The original has stopped by now. A token of this second may already belong to a new user.
    let before = OffsetDateTime::now_utc().unix_timestamp() - 1;
    conn.batch_execute(&format!("INSERT INTO epochs (started) VALUES ({before}) ON CONFLICT DO NOTHING"))
}

#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error("{0}")]
    Connect(#[from] diesel::ConnectionError),
    #[error("a migration failed: {0}")]
    Migration(Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Adopt(#[from] AdoptError),
    #[error("{0}")]
    Query(#[from] Error),
}

/// What [`migrate`] did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The names of the applied migrations, in order.
    pub applied: Vec<String>,
    /// Whether tables of the original application were adopted.
    pub adopted: bool,
    /// Whether `users` has a column with plaintext passwords, which the original wrote.
    pub plaintext_passwords: bool,
    /// Whether other users of this machine may read the SQLite file.
    pub readable_by_others: bool,
}

/// Applies the missing migrations in one transaction: all or none.
///
/// # Errors
/// If the database cannot be reached, or contains something that must not be changed. Nothing is changed then.
pub fn migrate(url: &DbUrl) -> Result<Migrated, MigrateError> {
    match Conn::open(url)? {
        Conn::Sqlite(mut conn) => {
            let migrated = migrate_sqlite(&mut conn)?;
            Ok(Migrated { readable_by_others: is_readable_by_others(url), ..migrated })
        }
        Conn::Postgres(mut conn) => migrate_postgres(&mut conn),
    }
}

fn is_readable_by_others(url: &DbUrl) -> bool {
    let DbUrl::Sqlite(path) = url else { return false };
    fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

/// Whether all migrations of this program have been applied. There may be more, of a later version.
///
/// # Errors
/// Those of the database, also if it was never migrated.
pub fn is_current(conn: &mut Conn) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Applied {
        #[diesel(sql_type = Text)]
        version: String,
    }

    let applied: Vec<Applied> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
    let has = |version: String| applied.iter().any(|migration| migration.version == version);
    let needed = match conn {
        Conn::Sqlite(_) => versions::<Sqlite>(&SQLITE)?,
        Conn::Postgres(_) => versions::<Pg>(&POSTGRES)?,
    };
    Ok(needed.into_iter().all(has))
}

/// The migrations of this program.
fn versions<DB: Backend>(migrations: &EmbeddedMigrations) -> QueryResult<Vec<String>> {
    let migrations = MigrationSource::<DB>::migrations(migrations).map_err(Error::QueryBuilderError)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn migrate_sqlite(conn: &mut SqliteConnection) -> Result<Migrated, MigrateError> {
    // An adoption renames and drops tables, which must not change other tables. Processes that start at the same time may
    // have to wait for a large adoption.
    conn.batch_execute("PRAGMA foreign_keys=OFF; PRAGMA legacy_alter_table=ON; PRAGMA busy_timeout=60000;")?;
    conn.exclusive_transaction(|conn| {
        let set_aside = adopt::sqlite::set_aside(conn)?;
        let applied = apply(conn, SQLITE)?;
        let adopted = set_aside.is_some();
        if let Some(tables) = set_aside {
            tables.bring_back(conn)?;
            start_first_epoch(conn)?;
        }
        let plaintext_passwords =
            count(conn, "SELECT count(*) AS n FROM pragma_table_info('users') WHERE name = 'password_plaintext'")?
                > 0;
        Ok(Migrated { applied, adopted, plaintext_passwords, readable_by_others: false })
    })
}

fn migrate_postgres(conn: &mut PgConnection) -> Result<Migrated, MigrateError> {
    conn.transaction(|conn| {
        conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))?;
        let adopted = adopt::postgres::reshape(conn)?;
        let applied = apply(conn, POSTGRES)?;
        if adopted {
            adopt::postgres::add_foreign_keys_and_sequences(conn)?;
            start_first_epoch(conn)?;
        }
        let plaintext_passwords = count(
            conn,
            "SELECT count(*) AS n FROM information_schema.columns WHERE table_schema = current_schema() \
             AND table_name = 'users' AND column_name = 'password_plaintext'",
        )? > 0;
        Ok(Migrated { applied, adopted, plaintext_passwords, readable_by_others: false })
    })
}

fn apply<DB, C>(conn: &mut C, migrations: EmbeddedMigrations) -> Result<Vec<String>, MigrateError>
where
    DB: Backend,
    C: MigrationHarness<DB>,
{
    let versions = conn.run_pending_migrations(migrations).map_err(MigrateError::Migration)?;
    Ok(versions.iter().map(ToString::to_string).collect())
}
