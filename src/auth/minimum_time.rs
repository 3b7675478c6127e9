//! How long it takes at least to say that a password is wrong, so that the time does not tell whether there is such a
//! user, or what kind of hash they have.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How many of the latest measurements count. The longest of them decides, as others may be that slow, too.
const REMEMBERED: usize = 16;

/// How many times as long as the fastest it may get, when the machine is busy or hashes are costlier.
const LONGEST: u32 = 8;

/// What is added to the longest, as a part of it, for the next one that is a little longer still.
const MARGIN: u32 = 8;

/// The minimum, from what was measured on this machine.
#[derive(Default)]
pub struct MinimumTime(Mutex<Measured>);

#[derive(Default)]
struct Measured {
    /// Of the checks of users that do not exist, which take as long as a new hash.
    fastest: Option<Duration>,
    /// Of these and of others that took longer.
    recent: VecDeque<Duration>,
    /// Of the checks of the costliest hash in use.
    costliest: Duration,
}

impl MinimumTime {
    /// Notes how long the check of a user took who does not exist.
    pub fn learn(&self, took: Duration) {
        self.with(|measured| {
            measured.fastest = Some(measured.fastest.map_or(took, |fastest| fastest.min(took)));
            measured.remember(took);
        });
    }

    /// Notes how long any other check took. It counts if it is the longest: the next ones are not to be shorter.
    pub fn note(&self, took: Duration) {
        self.with(|measured| {
            if took > measured.longest() {
                measured.remember(took);
            }
        });
    }

    /// Notes how long the check of the costliest hash in use takes.
    pub fn cover(&self, took: Duration) {
        self.with(|measured| measured.costliest = took);
    }

    /// Whether anything was learned yet.
    pub fn is_known(&self) -> bool {
        self.with(|measured| measured.fastest.is_some())
    }

    /// The minimum; nothing before anything was learned.
    pub fn get(&self) -> Duration {
        self.with(|measured| {
            let bounded = measured.longest().min(measured.fastest.unwrap_or_default() * LONGEST);
            bounded + bounded / MARGIN
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Measured) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Measured {
    fn remember(&mut self, took: Duration) {
        self.recent.truncate(REMEMBERED - 1);
        self.recent.push_front(took);
    }

    fn longest(&self) -> Duration {
        self.recent.iter().copied().fold(self.costliest, Duration::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    fn after(learned: &[u64]) -> MinimumTime {
        let minimum = MinimumTime::default();
        learned.iter().for_each(|took| minimum.learn(MS(*took)));
        minimum
    }

    #[test]
    fn the_longest_of_the_latest_decides_with_some_margin() {
        assert_eq!(after(&[80, 160, 80]).get(), MS(180));
        assert_eq!(after(&[&[160][..], &[80; REMEMBERED]].concat()).get(), MS(90));
    }

    #[test]
    fn other_checks_count_if_they_are_longer() {
        let minimum = after(&[80]);

        minimum.note(MS(8));
        assert_eq!(minimum.get(), MS(90));
        minimum.note(MS(160));
        assert_eq!(minimum.get(), MS(180));
        // Those that are shorter make it no less.
        [8; REMEMBERED].iter().for_each(|took| minimum.note(MS(*took)));
        assert_eq!(minimum.get(), MS(180));
    }

    #[test]
    fn costlier_hashes_are_covered() {
        let minimum = after(&[80]);

        minimum.cover(MS(200));
        assert_eq!(minimum.get(), MS(225));
        minimum.cover(MS(40));
        assert_eq!(minimum.get(), MS(90));
    }

    #[test]
    fn one_that_took_very_long_does_not_hold_up_all_others_as_long() {
        assert_eq!(after(&[80, 8_000]).get(), MS(720));
        let minimum = after(&[80]);
        minimum.cover(MS(8_000));
        assert_eq!(minimum.get(), MS(720));
    }

    #[test]
    fn nothing_is_known_before_anything_was_measured() {
        let minimum = MinimumTime::default();

        assert!(!minimum.is_known());
        minimum.cover(MS(80));
        assert_eq!(minimum.get(), Duration::ZERO);
        minimum.learn(MS(40));
        assert!(minimum.is_known());
        assert_eq!(minimum.get(), MS(90));
    }
}
