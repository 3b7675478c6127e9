//! Limits how many uploads run at once. A slow upload occupies little more than a slot, so there are many slots. Each user
//! gets only a few of them, so that no user can take all.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Uploads of one user at once.
const MAX_PER_USER: usize = 10;

/// Uploads of all users at once. Beyond them, each user may have one.
const MAX_IN_TOTAL: usize = 256;

/// Why an upload cannot start now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadRefused {
    TooManyOfUser,
    TooManyInTotal,
}

/// The number of running uploads of each user, by user id.
#[derive(Clone, Default)]
pub struct Uploads {
    by_user: Arc<Mutex<HashMap<i32, usize>>>,
}

impl Uploads {
    /// Starts an upload. It ends when the slot is dropped.
    ///
    /// # Errors
    /// If too many uploads are running.
    pub fn start(&self, user_id: i32) -> Result<UploadSlot, UploadRefused> {
        let mut by_user = self.lock();
        let total: usize = by_user.values().sum();
        let own = by_user.get(&user_id).copied().unwrap_or_default();
        if own >= MAX_PER_USER {
            return Err(UploadRefused::TooManyOfUser);
        }
        if own > 0 && total >= MAX_IN_TOTAL {
            return Err(UploadRefused::TooManyInTotal);
        }
        by_user.insert(user_id, own + 1);
        Ok(UploadSlot { uploads: self.clone(), user_id })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i32, usize>> {
        self.by_user.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The slot of a running upload.
pub struct UploadSlot {
    uploads: Uploads,
    user_id: i32,
}

impl Drop for UploadSlot {
    fn drop(&mut self) {
        let mut by_user = self.uploads.lock();
        if let Some(count) = by_user.get_mut(&self.user_id) {
            *count -= 1;
            if *count == 0 {
                by_user.remove(&self.user_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_user_has_a_share_and_every_newcomer_gets_a_slot() {
        let uploads = Uploads::default();
        let all_of = |user_id| -> Vec<UploadSlot> { std::iter::from_fn(|| uploads.start(user_id).ok()).collect() };

        assert_eq!(all_of(1).len(), MAX_PER_USER);
        let own = all_of(1);
        assert_eq!(uploads.start(1).err(), Some(UploadRefused::TooManyOfUser));
        let users = i32::try_from(MAX_IN_TOTAL / MAX_PER_USER).expect("a small number");
        let others: Vec<_> = (2..=users).map(all_of).collect();
        let last = all_of(1000);
        assert_eq!(own.len() + others.iter().map(Vec::len).sum::<usize>() + last.len(), MAX_IN_TOTAL);
        assert_eq!(uploads.start(1000).err(), Some(UploadRefused::TooManyInTotal));
        let newcomers: Vec<_> = (2000..2100).map(|user_id| uploads.start(user_id)).collect();
        assert!(newcomers.iter().all(Result::is_ok));

        drop((own, others, last, newcomers));
        assert!(uploads.lock().is_empty());
    }
}
