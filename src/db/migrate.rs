//! Brings a database to the schema this program needs: migrations, and taking over the original's tables.

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

/// The advisory lock that makes processes starting at once migrate one after another; any fixed number will do.
const MIGRATION_LOCK: i64 = 0x70_68_6f_74_6f;

/// Says that a database was taken over now, in seconds since 1970. The original may have given ids of users that it deleted
/// again, and tokens with them: none that is older can belong to a new user.
fn start_first_epoch(conn: &mut impl SimpleConnection) -> QueryResult<()> {
    // The original has been stopped by now. A token of this very second can be one that a new user has just been given.
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
    /// Names of the migrations applied, in order.
    pub applied: Vec<String>,
    /// Whether tables of the original application were taken over.
    pub adopted: bool,
    /// Whether `users` has a column with passwords in the clear, which the original wrote.
    pub plaintext_passwords: bool,
    /// Whether users of this machine other than the owner may read the file of an SQLite database.
    pub readable_by_others: bool,
}

/// Applies what is missing, in one transaction: either all of it or nothing.
///
/// # Errors
/// When the database cannot be reached, or holds something that must not be touched; nothing is changed then.
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

/// Whether all migrations of this program have been applied; there may be more, of a later one.
///
/// # Errors
/// Those of the database, also if nobody has ever migrated it.
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
    // Tables are moved and dropped during an adoption; neither may reach into other tables. Others that start at the
    // same time may have to wait for a large one.
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
            adopt::postgres::tie_together(conn)?;
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
