//! Limits on failed sign-ins, so that passwords cannot be guessed one after another, and on what strangers try.
//!
//! Of sign-ins only failures count: any number of people may sign in from one address. But an attempt is counted before
//! its password is looked at, and taken out of the count when the password was right. So nothing that happens in between
//! (a lost connection, a full disk, a crash) makes a guess that does not count. A username alone is never refused, or
//! anybody could lock its owner out.

use std::sync::Arc;

use diesel::result::Error as QueryError;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{RequestSource, client_address::client_network, keyed_semaphore::KeyedSemaphore};
use crate::{
    config::SignInLimits,
    db::{Db, DbError},
    error::ApiError,
    models::{LimitedAttempts, composed},
};

/// Knows who has failed too often.
#[derive(Clone)]
pub struct RateLimiter {
    db: Db,
    /// `None` for any number.
    limits: Option<SignInLimits>,
    /// Attempts of one network that may be undecided at once in this process.
    undecided: KeyedSemaphore,
    /// Attempts of one network that may wait for that.
    waiting: KeyedSemaphore,
}

/// See `waiting`. A class may sign in at once.
const LONGEST_LINE: u32 = 64;

/// Where somebody tries something from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptKeys {
    /// What is counted together: first, whatever comes from the address; then, where it is known, with one username.
    list: Vec<String>,
}

impl AttemptKeys {
    /// Of who tries to sign in, and as whom.
    pub fn new(source: RequestSource, username: &str) -> Self {
        let all = all_from(source);
        // People type their password into the wrong field; and the text may be long, or none that a database holds.
        // One username has one count, however its marks are written.
        let username = hex::encode(Sha256::digest(composed(username)));
        Self { list: vec![all.clone(), format!("{all} {username}")] }
    }

    /// Of who tries to sign up, or to set a password without the old one. It keeps nobody from signing in.
    pub fn of_anonymous(source: RequestSource) -> Self {
        Self { list: vec![format!("{} as a stranger", all_from(source))] }
    }

    /// What is counted together, and how often it may be tried.
    fn limited(&self, limits: SignInLimits) -> Vec<(String, u32)> {
        let limits = [limits.address, limits.username];
        self.list.iter().cloned().zip(limits).collect()
    }
}

/// What a source has in common with all others that are counted with it. Pages of other origins have one count of their
/// own, or any website could use up the attempts of those who visit it. It is one for all of them: who can invent an
/// `AttemptKeys` gets twice the limit, and no more.
fn all_from(source: RequestSource) -> String {
    let network = client_network(source.address);
    if source.is_own_origin { network.to_string() } else { format!("{network} from another origin") }
}

impl RateLimiter {
    pub fn new(db: Db, limits: Option<SignInLimits>) -> Self {
        // Undecided attempts are counted, and must not get others refused. So they may take up a part of the limit
        // only, also where several processes share the count.
        let undecided = limits.map_or(1, |limits| (limits.address.min(limits.username) / 4).max(1));
        Self { db, limits, undecided: KeyedSemaphore::new(undecided), waiting: KeyedSemaphore::new(LONGEST_LINE) }
    }

    /// Waits until an attempt at a password may be counted: only a few of one network are undecided at a time.
    ///
    /// # Errors
    /// 503 if too many of the network wait already.
    pub async fn queue(&self, keys: AttemptKeys) -> Result<QueuedAttempt, ApiError> {
        let Some(limits) = self.limits else {
            return Ok(QueuedAttempt { db: self.db.clone(), limited: None });
        };
        let line = self.waiting.get(&keys.list[0]).try_acquire_owned().map_err(|_| ApiError::Unavailable)?;
        let semaphore = self.undecided.get(&keys.list[0]);
        let permit = Arc::clone(&semaphore).acquire_owned().await.map_err(|_| ApiError::Unavailable)?;
        let limited = Limited { keys, limits, semaphore, permits: self.undecided.permits(), permit, _line: line };
        Ok(QueuedAttempt { db: self.db.clone(), limited: Some(limited) })
    }

    /// Counts something that is limited whatever comes of it. Of many at once no more pass than one after another.
    ///
    /// # Errors
    /// 429 if the limit is reached, with the seconds until it is not; 503 if it cannot be counted.
    pub async fn spend(&self, keys: &AttemptKeys) -> Result<(), ApiError> {
        match self.limits {
            Some(limits) => count(&self.db, limits, keys).await.map(drop),
            None => Ok(()),
        }
    }
}

/// An attempt whose turn to be counted has come.
pub struct QueuedAttempt {
    db: Db,
    /// `None` where there are no limits.
    limited: Option<Limited>,
}

struct Limited {
    keys: AttemptKeys,
    limits: SignInLimits,
    semaphore: Arc<Semaphore>,
    /// How many permits the semaphore has in all.
    permits: u32,
    permit: OwnedSemaphorePermit,
    _line: OwnedSemaphorePermit,
}

impl QueuedAttempt {
    /// Counts the attempt as a failure, which it is until [`Attempt::refund`].
    ///
    /// # Errors
    /// 429 if there were too many failures, with the seconds until they are forgotten; 503 if it cannot be counted.
    pub async fn record(self) -> Result<Attempt, ApiError> {
        let Some(Limited { keys, limits, semaphore, permits, permit, _line }) = self.limited else {
            return Ok(Attempt { db: self.db, counted: Vec::new(), _permit: None });
        };
        let (counted, permit) = match count(&self.db, limits, &keys).await {
            // Some of those that are counted may be about to succeed: it is asked again when none is undecided here.
            Err(ApiError::TooManyAttempts { .. }) if permits > 1 => {
                drop(permit);
                let all = semaphore.acquire_many_owned(permits).await.map_err(|_| ApiError::Unavailable)?;
                (count(&self.db, limits, &keys).await?, all)
            }
            counted => (counted?, permit),
        };
        Ok(Attempt { db: self.db, counted, _permit: Some(permit) })
    }
}

/// An attempt that is counted. It stays so when this is dropped.
pub struct Attempt {
    db: Db,
    counted: Vec<LimitedAttempts>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Attempt {
    /// Takes the attempt out of the count, because its password was right. If that fails, it stays counted until the
    /// minute is over, and the person is let in all the same.
    pub async fn refund(self) {
        if self.counted.is_empty() {
            return;
        }
        let counted = self.counted;
        if let Err(why) = self.db.write(move |conn| LimitedAttempts::refund(conn, &counted)).await {
            tracing::warn!(%why, "a sign-in that succeeded stays counted as a failure for a minute");
        }
    }
}

/// Counts one of each of `keys`, or none if a limit is reached.
async fn count(db: &Db, limits: SignInLimits, keys: &AttemptKeys) -> Result<Vec<LimitedAttempts>, ApiError> {
    // A flood beyond the limit is refused by reading alone, and does not wait for a writer or keep it busy.
    check(db, limits, keys).await?;
    let (limited, now) = (keys.limited(limits), now());
    match db.write(move |conn| LimitedAttempts::add(conn, &limited, now)).await {
        Ok(counted) => Ok(counted),
        // Another process was faster, or the count is below the limit again by now.
        Err(DbError::Query(QueryError::RollbackTransaction)) => {
            check(db, limits, keys).await?;
            Err(ApiError::TooManyAttempts { retry_after: 1 })
        }
        Err(why) => Err(ApiError::fault(&why)),
    }
}

/// Whether no limit of `keys` is reached.
async fn check(db: &Db, limits: SignInLimits, keys: &AttemptKeys) -> Result<(), ApiError> {
    let (list, now) = (keys.list.clone(), now());
    let limited = keys.limited(limits);
    let found = db.read(move |conn| LimitedAttempts::of(conn, &list, now)).await?;
    let too_many = |failed: &&LimitedAttempts| {
        limited.iter().any(|(origin, limit)| *origin == failed.origin && failed.reach(*limit))
    };
    match found.iter().filter(too_many).map(|failed| failed.seconds_left(now)).max() {
        Some(retry_after) => Err(ApiError::TooManyAttempts { retry_after }),
        None => Ok(()),
    }
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(address: &str, is_own_origin: bool) -> RequestSource {
        RequestSource { address: address.parse().expect("an address"), is_own_origin }
    }

    #[test]
    fn addresses_of_one_network_are_one_origin_and_others_are_not() {
        let [one, other, stranger, mapped, plain] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "::ffff:192.0.2.1", "192.0.2.1"]
                .map(|text| AttemptKeys::new(source(text, true), "alice"));

        assert_eq!(one, other);
        assert_ne!(one, stranger);
        assert_eq!(mapped, plain);
    }

    #[test]
    fn no_username_is_kept_in_the_clear() {
        let keys = AttemptKeys::new(source("192.0.2.1", true), "my password").list;

        assert!(keys.iter().all(|key| !key.contains("password")));
        assert!(keys[1].starts_with(&keys[0]));
    }

    #[test]
    fn what_strangers_try_and_what_other_origins_try_is_counted_by_itself() {
        let [own, foreign] = [true, false].map(|is_own_origin| source("192.0.2.1", is_own_origin));
        let origins = [
            AttemptKeys::new(own, "as a stranger"),
            AttemptKeys::new(foreign, "as a stranger"),
            AttemptKeys::of_anonymous(own),
            AttemptKeys::of_anonymous(foreign),
        ];

        let mut keys: Vec<String> = origins.into_iter().flat_map(|keys| keys.list).collect();
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();

        assert_eq!(keys.len(), all);
    }
}
