//! Failed sign-ins, counted by address, so that passwords cannot be guessed one after another.
//!
//! Only failures count: any number of people may sign in from one address. A username alone is never refused, or
//! anybody could lock its owner out. The count lives in this process; several processes each keep their own.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::error::ApiError;

/// How long failures are remembered, from the first of them.
const WINDOW: Duration = Duration::from_secs(60);

/// Addresses that may be remembered before those of the past are cleared away.
const MANY: usize = 10_000;

#[derive(Clone)]
pub struct Attempts {
    /// Failures allowed in a window; `None` for any number.
    limit: Option<u32>,
    failures: Arc<Mutex<HashMap<IpAddr, Failures>>>,
}

struct Failures {
    since: Instant,
    number: u32,
}

impl Attempts {
    pub fn new(limit: Option<u32>) -> Self {
        Self { limit, failures: Arc::default() }
    }

    /// Whether somebody at this address may try to sign in.
    ///
    /// # Errors
    /// 429 if there were too many failures, with the seconds until they are forgotten.
    pub fn check(&self, address: IpAddr) -> Result<(), ApiError> {
        let Some(limit) = self.limit else { return Ok(()) };
        let failures = self.lock();
        let Some(failures) = failures.get(&network(address)).filter(|failures| failures.number >= limit) else {
            return Ok(());
        };
        match WINDOW.checked_sub(failures.since.elapsed()) {
            Some(left) => {
                let seconds = u32::try_from(left.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
                Err(ApiError::TooManyAttempts { retry_after: seconds })
            }
            None => Ok(()),
        }
    }

    /// Remembers a failure.
    pub fn failed(&self, address: IpAddr) {
        if self.limit.is_none() {
            return;
        }
        let mut failures = self.lock();
        if failures.len() >= MANY {
            failures.retain(|_, failures| failures.since.elapsed() < WINDOW);
        }
        let now = Instant::now();
        let entry = failures.entry(network(address)).or_insert(Failures { since: now, number: 0 });
        if entry.since.elapsed() >= WINDOW {
            *entry = Failures { since: now, number: 0 };
        }
        entry.number += 1;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, Failures>> {
        // A count is whole between any two statements, whatever happened to the thread that held it.
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one person has: an IPv4 address, or a /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    const INTERFACE: u128 = u64::MAX as u128;
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !INTERFACE).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_share_their_failures_and_others_do_not() {
        let attempts = Attempts::new(Some(2));
        let [one, other, stranger] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map(|text| text.parse().expect("an address"));

        attempts.failed(one);
        assert!(attempts.check(one).is_ok());
        attempts.failed(other);

        for address in [one, other] {
            assert!(matches!(attempts.check(address), Err(ApiError::TooManyAttempts { retry_after: 1..=60 })));
        }
        assert!(attempts.check(stranger).is_ok());
        assert!(attempts.check("192.0.2.1".parse().expect("an address")).is_ok());
    }

    #[test]
    fn without_a_limit_nothing_is_remembered() {
        let attempts = Attempts::new(None);
        let address = "192.0.2.1".parse().expect("an address");

        (0..1000).for_each(|_| attempts.failed(address));

        assert!(attempts.check(address).is_ok());
    }
}
