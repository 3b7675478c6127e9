//! Makes every wrong password cost the same work, so that the response time reveals neither whether a user exists nor what
//! kind of hash they have.
//!
//! Work is counted in bcrypt rounds: a hash of cost `c` takes 2^c rounds. A check that takes fewer rounds than the
//! costliest hash in use is padded with the missing rounds. So all checks slow down alike on a busy machine, and no request
//! changes the time of others. In addition, answers leave at multiples of a fixed time.

use std::{collections::BTreeMap, time::Duration};

/// bcrypt's lowest cost.
const MIN_COST: u32 = 4;

/// A wrong password takes at most this many times the work of a new hash. Costlier hashes are recognisable by their time.
const LARGEST_FACTOR: u64 = 8;

/// The interval at which answers leave, as a multiple of the time of the work on an idle machine.
const INTERVAL_FACTOR: f64 = 1.25;

/// The work of a wrong password, as measured on this machine.
#[derive(Debug, Default)]
pub struct ConstantWork {
    /// Rounds of the costliest hash in use.
    most: u64,
    /// How long one round takes.
    round: Duration,
    /// Rounds of each kind of hash other than bcrypt.
    kinds: BTreeMap<String, u64>,
}

/// The rounds of a bcrypt hash.
pub const fn rounds_of(cost: u32) -> u64 {
    1 << cost
}

impl ConstantWork {
    /// For a costliest bcrypt hash of `most` rounds, where one round takes the time `round`.
    pub fn new(most: u64, round: Duration) -> Self {
        Self { most, round, kinds: BTreeMap::new() }
    }

    /// Adds a kind of hash whose check takes this processor time.
    pub fn add_kind(&mut self, kind: String, took: Duration) {
        let rounds = self.rounds_in(took);
        self.most = self.most.max(rounds);
        self.kinds.insert(kind, rounds);
    }

    /// The rounds to add to a check that took `rounds`, if a new hash takes `new`.
    pub fn missing(&self, rounds: u64, new: u64) -> u64 {
        self.total(new).saturating_sub(rounds)
    }

    /// The rounds of a kind of hash, if it was in use when the work was measured.
    pub fn of_kind(&self, kind: &str) -> Option<u64> {
        self.kinds.get(kind).copied()
    }

    /// The rounds that fit into this processor time. Before the first measurement they are unlimited.
    pub fn rounds_in(&self, took: Duration) -> u64 {
        (took.as_secs_f64() / self.round.as_secs_f64()) as u64
    }

    /// The first time after `elapsed` at which a wrong password may be answered.
    pub fn answer_after(&self, elapsed: Duration, new: u64) -> Duration {
        let interval = self.round.mul_f64(self.total(new) as f64 * INTERVAL_FACTOR).as_nanos();
        if interval == 0 {
            return elapsed;
        }
        let intervals = elapsed.as_nanos().div_ceil(interval);
        u64::try_from(intervals * interval).map_or(elapsed, Duration::from_nanos)
    }

    fn total(&self, new: u64) -> u64 {
        self.most.clamp(new, new.saturating_mul(LARGEST_FACTOR))
    }
}

/// The costs of bcrypt hashes that take `rounds` in total, to within the work of the cheapest hash.
pub fn costs_of(rounds: u64) -> impl Iterator<Item = u32> {
    (MIN_COST..u64::BITS).filter(move |cost| rounds & rounds_of(*cost) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(most: u64) -> ConstantWork {
        ConstantWork::new(most, Duration::from_nanos(1))
    }

    #[test]
    fn a_check_with_fewer_rounds_than_the_costliest_is_padded() {
        assert_eq!(work(0).missing(1024, 1024), 0);
        assert_eq!(work(0).missing(16, 1024), 1008);
        assert_eq!(work(3000).missing(1024, 1024), 1976);
        assert_eq!(work(3000).missing(4096, 1024), 0);
        // The padding is limited, however costly a hash is.
        assert_eq!(work(1 << 20).missing(1024, 1024), 7 * 1024);
    }

    #[test]
    fn a_kind_of_hash_has_its_own_number_of_rounds() {
        let mut work = work(0);
        work.add_kind("scrypt".to_owned(), Duration::from_nanos(1500));

        assert_eq!((work.of_kind("scrypt"), work.of_kind("pbkdf2")), (Some(1500), None));
        assert_eq!(work.missing(1024, 1024), 476);
    }

    #[test]
    fn rounds_are_spent_by_hashes_of_several_costs() {
        let costs = |rounds| costs_of(rounds).collect::<Vec<_>>();

        assert_eq!(costs(0), [0_u32; 0]);
        assert_eq!(costs(1024 + 64 + 16 + 3), [4, 6, 10]);
        assert_eq!(costs(7 * 1024).into_iter().map(rounds_of).sum::<u64>(), 7 * 1024);
    }

    #[test]
    fn answers_leave_at_multiples_of_a_fixed_time() {
        let after = |nanos| work(0).answer_after(Duration::from_nanos(nanos), 1024).as_nanos();

        assert_eq!([1, 1000, 1280, 1281, 3000].map(after), [1280, 1280, 1280, 2560, 3840]);
        let unknown = ConstantWork::default();
        assert_eq!(unknown.answer_after(Duration::from_nanos(7), 1024).as_nanos(), 7);
    }
}
