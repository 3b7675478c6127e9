//! The settings in effect, kept in memory, so that no request reads them from the database.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use diesel::QueryResult;

use super::{Settings, StoredSettings};
use crate::db::Conn;

/// The settings of this process. A change by another process is seen when the table is next read.
#[derive(Clone)]
pub struct SettingsCache {
    shared: Arc<Shared>,
}

struct Shared {
    /// As the configuration says.
    configured: Settings,
    current: RwLock<Arc<Settings>>,
    /// Held from the reading of the table until the settings are replaced, so that older rows never replace newer ones.
    reading: Mutex<()>,
}

impl SettingsCache {
    /// The settings of the configuration, until [`Self::reload`] is called.
    pub fn new(configured: Settings) -> Self {
        let current = RwLock::new(Arc::new(configured.clone()));
        Self { shared: Arc::new(Shared { configured, current, reading: Mutex::default() }) }
    }

    pub fn current(&self) -> Arc<Settings> {
        self.shared.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The settings without the changes of admins.
    pub fn configured(&self) -> &Settings {
        &self.shared.configured
    }

    /// Reads the changes of admins.
    pub fn reload(&self, conn: &mut Conn) -> QueryResult<StoredSettings> {
        let _turn = self.shared.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = StoredSettings::load(conn)?;
        let settings = Arc::new(self.shared.configured.with(stored.clone()));
        *self.shared.current.write().unwrap_or_else(PoisonError::into_inner) = settings;
        Ok(stored)
    }
}
