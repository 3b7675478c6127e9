//! Limits on failed sign-ins, against guessing passwords, and on attempts with the forms for accounts.
//!
//! Only failed sign-ins count: any number of users may sign in from one address. An attempt is counted before its password
//! is checked, and refunded if the password was right. So every guess counts, even if the connection, the disk or the
//! server fails meanwhile. There is no limit by username alone, because it would let anybody lock a user out.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{RequestSource, client_address::client_network, clock::unix_now, keyed_semaphore::KeyedSemaphore};
use crate::{
    config::SignInLimits,
    db::Db,
    error::ApiError,
    models::{AttemptLimitReached, LimitedAttempts, composed},
};

/// Counts attempts in the database, and refuses those over the limit.
#[derive(Clone)]
pub struct SignInLimiter {
    db: Db,
    /// `None` for no limits.
    limits: Option<SignInLimits>,
    /// Limits the pending attempts of one network in this process.
    pending: KeyedSemaphore,
    /// Limits the attempts of one network that wait to become pending.
    waiting: KeyedSemaphore,
}

/// Attempts of one network that may wait. A school class may sign in at once.
const MAX_WAITING: u32 = 64;

/// The keys under which an attempt is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptKeys {
    /// First the key of the address, then, for a sign-in, that of the address with the username, or with the guest link, and
    /// then that of the guest link alone: people who guess its passphrase know its address, and may use many networks.
    list: Vec<String>,
}

impl AttemptKeys {
    /// The keys of a sign-in.
    pub fn of_sign_in(source: RequestSource, username: &str) -> Self {
        let address = address_key(source);
        // Hashed, because users type their password into the wrong field, and the text may be long or contain a NUL.
        // Composed, so that each username has one count in every Unicode form.
        let username = hex::encode(Sha256::digest(composed(username)));
        Self { list: vec![address.clone(), format!("{address} {username}")] }
    }

    /// The key of a registration, a password reset or a new e-mail address. It is separate from the keys of sign-ins, so
    /// that it never blocks them.
    pub fn of_account_form(source: RequestSource) -> Self {
        Self { list: vec![format!("{} anonymous", address_key(source))] }
    }

    /// The keys of a passphrase of a guest link. They are separate from the keys of sign-ins, so that guests never block
    /// users of the same network.
    pub fn of_guest_link(source: RequestSource, token_hash: &str) -> Self {
        let guests = format!("{} guest", address_key(source));
        Self { list: vec![guests.clone(), format!("{guests} {token_hash}"), format!("guest {token_hash}")] }
    }

    /// The key under which requests that hash a passphrase wait for each other.
    pub fn of_new_guest_link(source: RequestSource) -> Self {
        Self { list: vec![format!("{} new guest link", address_key(source))] }
    }

    /// Each key with its limit.
    fn with_limits(&self, limits: SignInLimits) -> Vec<(String, u32)> {
        let limits = [limits.per_address, limits.per_username, limits.per_address];
        self.list.iter().cloned().zip(limits).collect()
    }
}

/// The key of a source's address. Pages of other origins have a separate count, or any website could use up the attempts of
/// its visitors. All other origins share it, so that inventing origins only doubles the limit.
fn address_key(source: RequestSource) -> String {
    let network = client_network(source.address);
    if source.is_own_origin { network.to_string() } else { format!("{network} from another origin") }
}

impl SignInLimiter {
    pub fn new(db: Db, limits: Option<SignInLimits>) -> Self {
        // Pending attempts count, and must not cause the refusal of others. So they may take up only a part of the limit,
        // even if several processes share the count.
        let pending = limits.map_or(1, |limits| (limits.per_address.min(limits.per_username) / 4).max(1));
        Self { db, limits, pending: KeyedSemaphore::new(pending), waiting: KeyedSemaphore::new(MAX_WAITING) }
    }

    /// Waits until a sign-in may be counted: only a few attempts of one network are pending at a time.
    ///
    /// # Errors
    /// 503 if too many attempts of the network wait already.
    pub async fn queue(&self, keys: AttemptKeys) -> Result<QueuedAttempt, ApiError> {
        let Some(limits) = self.limits else {
            return Ok(QueuedAttempt { db: self.db.clone(), limited: None });
        };
        let waiting = self.waiting.get(&keys.list[0]).try_acquire_owned().map_err(|_| ApiError::Unavailable)?;
        let semaphore = self.pending.get(&keys.list[0]);
        let permit = Arc::clone(&semaphore).acquire_owned().await.map_err(|_| ApiError::Unavailable)?;
        let limited =
            Limited { keys, limits, semaphore, permits: self.pending.permits(), permit, _waiting: waiting };
        Ok(QueuedAttempt { db: self.db.clone(), limited: Some(limited) })
    }

    /// Counts an attempt that is limited whether it succeeds or not. Concurrent attempts cannot exceed the limit.
    ///
    /// # Errors
    /// 429 if the limit is reached, with the seconds to wait; 503 if the attempt cannot be counted.
    pub async fn count(&self, keys: &AttemptKeys) -> Result<(), ApiError> {
        match self.limits {
            Some(limits) => count(&self.db, limits, keys).await.map(drop),
            None => Ok(()),
        }
    }
}

/// An attempt that is ready to be counted.
pub struct QueuedAttempt {
    db: Db,
    /// `None` without limits.
    limited: Option<Limited>,
}

struct Limited {
    keys: AttemptKeys,
    limits: SignInLimits,
    semaphore: Arc<Semaphore>,
    /// All permits of the semaphore.
    permits: u32,
    permit: OwnedSemaphorePermit,
    _waiting: OwnedSemaphorePermit,
}

impl QueuedAttempt {
    /// Counts the attempt as a failure, until [`Attempt::refund`].
    ///
    /// # Errors
    /// 429 after too many failures, with the seconds to wait; 503 if the attempt cannot be counted.
    pub async fn record(self) -> Result<Attempt, ApiError> {
        let Some(Limited { keys, limits, semaphore, permits, permit, _waiting }) = self.limited else {
            return Ok(Attempt { db: self.db, counted: Vec::new(), _permit: None });
        };
        let (counted, permit) = match count(&self.db, limits, &keys).await {
            // Some counted attempts may still succeed, so the limit is checked again when none is pending here.
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

/// A counted attempt. It stays counted when this is dropped.
pub struct Attempt {
    db: Db,
    counted: Vec<LimitedAttempts>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Attempt {
    /// Removes the attempt from the count, because its password was right. If that fails, it stays counted for a minute,
    /// and the user is signed in all the same.
    pub async fn refund(self) {
        if self.counted.is_empty() {
            return;
        }
        let counted = self.counted;
        if let Err(why) = self.db.write(move |conn| LimitedAttempts::refund(conn, &counted)).await {
            tracing::warn!(%why, "a successful sign-in stays counted as a failure for a minute");
        }
    }
}

/// Counts an attempt under each of `keys`, or under none if a limit is reached.
async fn count(db: &Db, limits: SignInLimits, keys: &AttemptKeys) -> Result<Vec<LimitedAttempts>, ApiError> {
    // A flood over the limit is refused by reading only, so it never waits for the writer or keeps it busy.
    check(db, limits, keys).await?;
    let (limited, now) = (keys.with_limits(limits), unix_now());
    match db.write_or_refuse(move |conn| LimitedAttempts::add(conn, &limited, now)).await {
        Ok(Ok(counted)) => Ok(counted),
        // Another process reached the limit first, or the count has fallen below it again.
        Ok(Err(AttemptLimitReached)) => {
            check(db, limits, keys).await?;
            Err(ApiError::TooManyAttempts { retry_after: 1 })
        }
        Err(why) => Err(ApiError::fault(&why)),
    }
}

/// Checks that no limit of `keys` is reached.
async fn check(db: &Db, limits: SignInLimits, keys: &AttemptKeys) -> Result<(), ApiError> {
    let (list, now) = (keys.list.clone(), unix_now());
    let limited = keys.with_limits(limits);
    let found = db.read(move |conn| LimitedAttempts::of(conn, &list, now)).await?;
    let too_many =
        |failed: &&LimitedAttempts| limited.iter().any(|(key, limit)| *key == failed.key && failed.reach(*limit));
    match found.iter().filter(too_many).map(|failed| failed.seconds_left(now)).max() {
        Some(retry_after) => Err(ApiError::TooManyAttempts { retry_after }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(address: &str, is_own_origin: bool) -> RequestSource {
        RequestSource { address: address.parse().expect("an address"), is_own_origin }
    }

    #[test]
    fn addresses_of_one_network_share_their_keys_and_others_do_not() {
        let [first, second, elsewhere, mapped, plain] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "::ffff:192.0.2.1", "192.0.2.1"]
                .map(|text| AttemptKeys::of_sign_in(source(text, true), "alice"));

        assert_eq!(first, second);
        assert_ne!(first, elsewhere);
        assert_eq!(mapped, plain);
    }

    #[test]
    fn no_username_is_stored_in_the_clear() {
        let keys = AttemptKeys::of_sign_in(source("192.0.2.1", true), "my password").list;

        assert!(keys.iter().all(|key| !key.contains("password")));
        assert!(keys[1].starts_with(&keys[0]));
    }

    #[test]
    fn attempts_of_anonymous_clients_and_of_other_origins_are_counted_separately() {
        let [own, foreign] = [true, false].map(|is_own_origin| source("192.0.2.1", is_own_origin));
        let all_keys = [
            AttemptKeys::of_sign_in(own, "anonymous"),
            AttemptKeys::of_sign_in(foreign, "anonymous"),
            AttemptKeys::of_account_form(own),
            AttemptKeys::of_account_form(foreign),
            AttemptKeys::of_guest_link(own, "hash"),
            AttemptKeys::of_guest_link(foreign, "hash"),
            AttemptKeys::of_new_guest_link(own),
            AttemptKeys::of_new_guest_link(foreign),
        ];

        // The key of a link alone is that of all its guests.
        let of_link = |key: &String| key == "guest hash";
        let mut keys: Vec<String> = all_keys.into_iter().flat_map(|keys| keys.list).collect();
        assert_eq!(keys.iter().filter(|key| of_link(key)).count(), 2);
        keys.retain(|key| !of_link(key));
        keys.sort_unstable();
        let count = keys.len();
        keys.dedup();

        assert_eq!(keys.len(), count);
    }
}
