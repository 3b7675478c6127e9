//! How many uploads go on at once. One that arrives slowly takes nothing from others but its place here, so there are many;
//! and each user has few of them, so that no user takes those of others.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Uploads of one user at once: as many as a post may have images.
const UPLOADS_EACH: usize = 10;

/// Uploads at once of all users. Beyond them, each user may have one.
const UPLOADS_TOGETHER: usize = 256;

/// Why an upload cannot begin now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadRefused {
    /// The user has as many as one may have.
    TooManyOfUser,
    /// All users together have as many as there may be.
    TooManyTogether,
}

/// The uploads that go on, by the id of their user.
#[derive(Clone, Default)]
pub struct Uploads {
    by_user: Arc<Mutex<HashMap<i32, usize>>>,
}

impl Uploads {
    /// Begins an upload, which ends when what this gives is dropped.
    ///
    /// # Errors
    /// If there are too many.
    pub fn begin(&self, user_id: i32) -> Result<UploadPlace, UploadRefused> {
        let mut by_user = self.lock();
        let together: usize = by_user.values().sum();
        let own = by_user.get(&user_id).copied().unwrap_or_default();
        if own >= UPLOADS_EACH {
            return Err(UploadRefused::TooManyOfUser);
        }
        if own > 0 && together >= UPLOADS_TOGETHER {
            return Err(UploadRefused::TooManyTogether);
        }
        by_user.insert(user_id, own + 1);
        Ok(UploadPlace { uploads: self.clone(), user_id })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i32, usize>> {
        self.by_user.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of an upload that goes on.
pub struct UploadPlace {
    uploads: Uploads,
    user_id: i32,
}

impl Drop for UploadPlace {
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
    fn each_user_has_a_share_and_nobody_is_left_without_one() {
        let uploads = Uploads::default();
        let all_of =
            |user_id| -> Vec<UploadPlace> { std::iter::from_fn(|| uploads.begin(user_id).ok()).collect() };

        assert_eq!(all_of(1).len(), UPLOADS_EACH);
        let own = all_of(1);
        assert_eq!(uploads.begin(1).err(), Some(UploadRefused::TooManyOfUser));
        let users = i32::try_from(UPLOADS_TOGETHER / UPLOADS_EACH).expect("a small number");
        let others: Vec<_> = (2..=users).map(all_of).collect();
        let last = all_of(1000);
        assert_eq!(own.len() + others.iter().map(Vec::len).sum::<usize>() + last.len(), UPLOADS_TOGETHER);
        assert_eq!(uploads.begin(1000).err(), Some(UploadRefused::TooManyTogether));
        let newcomers: Vec<_> = (2000..2100).map(|user_id| uploads.begin(user_id)).collect();
        assert!(newcomers.iter().all(Result::is_ok));

        drop((own, others, last, newcomers));
        assert!(uploads.lock().is_empty());
    }
}
