//! Prepares the database before it is used.

use diesel::QueryResult;

use super::ServeError;
use crate::{
    config::Config,
    db::{Conn, MigrateError, migrate},
    models::{Epoch, SettingsCache},
};

/// Migrates the database, and starts a new epoch if it is a backup. Returns whether an epoch was started.
///
/// # Errors
/// If the database is unreachable, or is not a database of this program.
pub fn prepare_database(config: &Config) -> Result<bool, ServeError> {
    let failed = |source| ServeError::Database { url: config.db_url.to_string(), source };
    let migrated = migrate(&config.db_url).map_err(failed)?;
    if migrated.adopted {
        tracing::info!("adopted the tables of the original application");
    }
    if !migrated.applied.is_empty() {
        tracing::info!(migrations = migrated.applied.join(", "), "applied migrations");
    }
    if migrated.plaintext_passwords {
        tracing::warn!(
            "users.password_plaintext contains plaintext passwords of the original application: drop the column when no \
             other program reads it"
        );
    }
    if migrated.readable_by_others {
        tracing::warn!(
            "other users of this machine can read the database {}: make it private with chmod 600",
            config.db_url
        );
    }
    let started = with_database(config, Epoch::start_if_copy).map_err(failed)?;
    if started {
        log_new_epoch();
    }
    Ok(started)
}

/// Migrates a database that has replaced another one, and starts a new epoch in it.
///
/// # Errors
/// The errors of [`prepare_database`].
pub fn start_epoch(config: &Config) -> Result<(), ServeError> {
    if !prepare_database(config)? {
        let failed = |source| ServeError::Database { url: config.db_url.to_string(), source };
        with_database(config, Epoch::start).map_err(failed)?;
        log_new_epoch();
    }
    Ok(())
}

/// The settings of the configuration, with the changes of admins.
///
/// # Errors
/// If the database cannot be read.
pub fn load_settings(config: &Config) -> Result<SettingsCache, ServeError> {
    let settings = SettingsCache::new(config.settings());
    with_database(config, |conn| settings.reload(conn))
        .map_err(|source| ServeError::Database { url: config.db_url.to_string(), source })?;
    Ok(settings)
}

fn with_database<T>(config: &Config, work: impl FnOnce(&mut Conn) -> QueryResult<T>) -> Result<T, MigrateError> {
    Ok(work(&mut Conn::open(&config.db_url)?)?)
}

fn log_new_epoch() {
    tracing::warn!(
        "this database was restored: all sessions, invitations and reset links have ended, and new ids skip those that \
         were used since the backup"
    );
}
