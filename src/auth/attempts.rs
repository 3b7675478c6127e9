//! Limits on failed sign-ins, so that passwords cannot be guessed one after another, and on what strangers try.
//!
//! Of sign-ins only failures count: any number of people may sign in from one address. A username alone is never
//! refused, or anybody could lock its owner out.

use std::net::IpAddr;

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::client_address::client_network;
use crate::{config::SignInLimits, db::Db, error::ApiError, models::FailedSignIns};

/// Knows who has failed too often.
#[derive(Clone)]
pub struct Attempts {
    db: Db,
    /// `None` for any number.
    limits: Option<SignInLimits>,
}

/// Where somebody tries something from.
pub struct Origin {
    /// What is counted together: first, whatever comes from the address; then, where it is known, with one username.
    keys: Vec<String>,
}

impl Origin {
    /// Of who tries to sign in, and as whom.
    pub fn new(address: IpAddr, username: &str) -> Self {
        let network = client_network(address);
        // People type their password into the wrong field; and the text may be long, or none that a database holds.
        let username = hex::encode(Sha256::digest(username));
        Self { keys: vec![network.to_string(), format!("{network} {username}")] }
    }

    /// Of who tries to sign up, or to set a password without the old one. It keeps nobody from signing in.
    pub fn of_stranger(address: IpAddr) -> Self {
        Self { keys: vec![format!("{} as a stranger", client_network(address))] }
    }
}

impl Attempts {
    pub fn new(db: Db, limits: Option<SignInLimits>) -> Self {
        Self { db, limits }
    }

    /// Whether somebody may try to sign in.
    ///
    /// # Errors
    /// 429 if there were too many failures, with the seconds until they are forgotten; 503 if the database is away.
    pub async fn check(&self, origin: &Origin) -> Result<(), ApiError> {
        self.check_after(0, origin).await
    }

    /// Counts something that is limited whatever comes of it. Of many at once no more pass than one after another.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub async fn spend(&self, origin: &Origin) -> Result<(), ApiError> {
        self.check(origin).await?;
        self.failed(origin).await?;
        self.check_after(1, origin).await
    }

    /// As [`Self::check`], where so many are counted already of what is being asked for.
    async fn check_after(&self, counted: u32, origin: &Origin) -> Result<(), ApiError> {
        let Some(limits) = self.limits else { return Ok(()) };
        let (keys, now) = (origin.keys.clone(), now());
        let found = self.db.read(move |conn| FailedSignIns::of(conn, &keys, now)).await?;
        let too_many = |failed: &&FailedSignIns| {
            let limit = if failed.origin == origin.keys[0] { limits.address } else { limits.username };
            u32::try_from(failed.failures).is_ok_and(|failures| failures >= limit.saturating_add(counted))
        };
        match found.iter().filter(too_many).map(|failed| failed.seconds_left(now)).max() {
            Some(retry_after) => Err(ApiError::TooManyAttempts { retry_after }),
            None => Ok(()),
        }
    }

    /// Remembers a failure.
    ///
    /// # Errors
    /// 503 if the database is away.
    pub async fn failed(&self, origin: &Origin) -> Result<(), ApiError> {
        if self.limits.is_none() {
            return Ok(());
        }
        let (keys, now) = (origin.keys.clone(), now());
        Ok(self.db.write(move |conn| FailedSignIns::add(conn, &keys, now)).await?)
    }
}

fn now() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one_origin_and_others_are_not() {
        let [one, other, stranger, mapped, plain] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "::ffff:192.0.2.1", "192.0.2.1"]
                .map(|text| Origin::new(text.parse().expect("an address"), "alice").keys);

        assert_eq!(one, other);
        assert_ne!(one, stranger);
        assert_eq!(mapped, plain);
    }

    #[test]
    fn no_username_is_kept_in_the_clear() {
        let keys = Origin::new("192.0.2.1".parse().expect("an address"), "my password").keys;

        assert!(keys.iter().all(|key| !key.contains("password")));
        assert!(keys[1].starts_with(&keys[0]));
    }

    #[test]
    fn what_strangers_try_is_counted_by_itself() {
        let address = "192.0.2.1".parse().expect("an address");

        let [stranger] = &Origin::of_stranger(address).keys[..] else { panic!("one key") };

        assert!(!Origin::new(address, "as a stranger").keys.contains(stranger));
    }
}
