//! Semaphores by key. Each exists only while it is in use.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::Semaphore;

/// Clones share the semaphores.
#[derive(Clone)]
pub struct KeyedSemaphore {
    /// The permits of each semaphore.
    permits: u32,
    in_use: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
}

impl KeyedSemaphore {
    pub fn new(permits: u32) -> Self {
        Self { permits, in_use: Arc::default() }
    }

    pub fn permits(&self) -> u32 {
        self.permits
    }

    /// The semaphore of `key`. All callers share it for as long as it or one of its permits is held.
    pub fn get(&self, key: &str) -> Arc<Semaphore> {
        let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(semaphore) = in_use.get(key).and_then(Weak::upgrade) {
            return semaphore;
        }
        in_use.retain(|_, semaphore| semaphore.strong_count() > 0);
        let semaphore = Arc::new(Semaphore::new(usize::try_from(self.permits).unwrap_or(Semaphore::MAX_PERMITS)));
        in_use.insert(key.to_owned(), Arc::downgrade(&semaphore));
        semaphore
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semaphore_is_shared_while_it_is_in_use_and_dropped_afterwards() {
        let all = KeyedSemaphore::new(1);
        let permit = all.get("a").try_acquire_owned().expect("a permit");

        assert!(all.get("a").try_acquire_owned().is_err());
        assert!(all.get("b").try_acquire_owned().is_ok());
        drop(permit);
        assert!(all.get("c").try_acquire_owned().is_ok());
        assert_eq!(all.in_use.lock().expect("no panic").len(), 1);
    }
}
