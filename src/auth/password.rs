//! Passwords: hashed with bcrypt, verified also against the hashes of the original (Werkzeug's).
//!
//! Hashing is slow on purpose, so it happens on blocking threads, few at a time, behind a line with an end: a burst
//! of sign-ins must not take the processors away from everybody else.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
    time::{Duration, Instant},
};

use sha2::Sha256;
use subtle::ConstantTimeEq;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::minimum_time::MinimumTime;
use crate::{
    error::ApiError,
    models::{BrokenRule, LONGEST_PASSWORD, PasswordError, SHORTEST_PASSWORD},
};

/// The passwords of at least that length that are tried first, in lower case: those of zxcvbn 4.4.2.
const COMMON_PASSWORDS: &str = include_str!("common_passwords.txt");

/// What a password must not consist of, digits and signs aside: whoever sees the service thinks of it.
const OUR_WORDS: [&str; 4] = ["photo", "photos", "photoapp", "webdev"];

/// How many may wait for a turn.
const LONGEST_LINE: usize = 64;

/// More would make a hash in the table cost memory or time without end.
const COSTLIEST_BCRYPT: u32 = 20;
const MOST_PBKDF2_ROUNDS: u32 = 10_000_000;
const MOST_SCRYPT_BYTES: usize = 256 * 1024 * 1024;

/// By how much a bcrypt hash in the table may be costlier than new ones, and its wrong passwords still take no longer
/// than any other: for costlier ones, all would have to wait too long.
const COVERED_STEPS: u32 = 2;

/// Verifies and makes password hashes, a few at a time.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    minimum: Arc<MinimumTime>,
}

/// What came of checking a password.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, and this bcrypt hash should replace the one it was checked against.
    RightButOutdated(String),
}

impl Passwords {
    /// `cost` is bcrypt's: each step doubles the time.
    pub fn new(cost: u32) -> Self {
        let at_a_time = available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        Self { cost, turns: Arc::new(Semaphore::new(at_a_time)), waiting: Arc::default(), minimum: Arc::default() }
    }

    /// Takes a place in the line for a processor.
    ///
    /// # Errors
    /// 503 if too many wait already.
    pub fn enter(&self) -> Result<Place, ApiError> {
        let place = Place(self.clone());
        match self.waiting.fetch_add(1, Ordering::Relaxed) {
            before if before < LONGEST_LINE => Ok(place),
            _ => Err(ApiError::Unavailable),
        }
    }

    /// Waits until there is a processor for it.
    ///
    /// # Errors
    /// As [`Self::enter`].
    pub async fn turn(&self) -> Result<Turn, ApiError> {
        self.enter()?.turn().await
    }

    /// Measures how long wrong passwords take with those of the `hashes` that can be costlier than new ones, so that
    /// none is told from others by a longer time.
    ///
    /// # Errors
    /// 503 if there was no turn for it, or it could not be finished.
    pub async fn cover(&self, hashes: Vec<String>) -> Result<(), ApiError> {
        let kinds: BTreeMap<String, String> =
            hashes.into_iter().filter_map(|hash| Some((costlier_kind(&hash, self.cost)?, hash))).collect();
        let mut costliest = Duration::ZERO;
        for hash in kinds.into_values() {
            let took = self.turn().await?.spend(move |cost| time(|| check_costlier(&hash, cost)).1).await?;
            costliest = costliest.max(took);
        }
        self.minimum.cover(costliest);
        Ok(())
    }

    /// How many wait for a turn, or have it.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// A place in the line, given up when dropped.
pub struct Place(Passwords);

impl Place {
    /// Waits until there is a processor for it.
    ///
    /// # Errors
    /// Practically none.
    pub async fn turn(self) -> Result<Turn, ApiError> {
        let turns = Arc::clone(&self.0.turns);
        let permit = turns.acquire_owned().await.map_err(|_| ApiError::Unavailable)?;
        Ok(Turn { place: self, _permit: permit })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The right to hash once.
pub struct Turn {
    place: Place,
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Checks `password` against `hash`. `None` stands for an unknown user. That a password is wrong is said no earlier
    /// than after the time that a hash of ours takes, whatever was there to check. The turn lasts as long: who waits for
    /// the next one learns nothing either.
    ///
    /// # Errors
    /// 503 if that could not be finished.
    pub async fn verify(self, password: String, hash: Option<String>) -> Result<Verdict, ApiError> {
        let begun = Instant::now();
        let minimum = Arc::clone(&self.place.0.minimum);
        let checked = spawn_blocking(move || {
            let (cost, minimum) = (self.place.0.cost, &self.place.0.minimum);
            let (verdict, took) = time(|| check(&password, hash.as_deref(), cost));
            match (&hash, &verdict) {
                (None, _) => minimum.learn(took),
                (Some(_), Verdict::Wrong) => {
                    minimum.note(took);
                    if !minimum.is_known() {
                        minimum.learn(time(|| waste_as_much_time(cost)).1);
                    }
                }
                _ => {}
            }
            (verdict, self)
        });
        let (verdict, _turn) = checked.await.map_err(|_| ApiError::Unavailable)?;
        if verdict == Verdict::Wrong {
            tokio::time::sleep(minimum.get().saturating_sub(begun.elapsed())).await;
        }
        Ok(verdict)
    }

    /// Makes a hash of a new password.
    ///
    /// # Errors
    /// 400 if the password cannot be used, 503 if that could not be finished.
    pub async fn hash(self, password: String) -> Result<String, ApiError> {
        let hash = self.spend(move |cost| hash_new_password(&password, cost)).await?;
        hash.map_err(|why| BrokenRule::from(why).into())
    }

    /// The turn ends with the work, also when nobody waits for that any more.
    async fn spend<T: Send + 'static>(self, work: impl FnOnce(u32) -> T + Send + 'static) -> Result<T, ApiError> {
        spawn_blocking(move || {
            let turn = self;
            work(turn.place.0.cost)
        })
        .await
        .map_err(|_| ApiError::Unavailable)
    }
}

/// What `work` gives, and how long it took.
fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let result = work();
    (result, begun.elapsed())
}

/// Makes a bcrypt hash of a password that somebody has just chosen. Takes long; not for async code.
///
/// # Errors
/// If the password cannot be used, or is easy to guess.
pub fn hash_new_password(password: &str, cost: u32) -> Result<String, PasswordError> {
    if !password.is_empty() && password.chars().count() < SHORTEST_PASSWORD {
        return Err(PasswordError::TooShort);
    }
    let lower = password.to_lowercase();
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    if COMMON_PASSWORDS.lines().any(|common| common == lower) || OUR_WORDS.contains(&letters.as_str()) {
        return Err(PasswordError::Common);
    }
    hash_password(password, cost)
}

/// Makes a bcrypt hash. Takes long; not for async code.
///
/// # Errors
/// If the password cannot be used.
pub fn hash_password(password: &str, cost: u32) -> Result<String, PasswordError> {
    match password {
        "" => Err(PasswordError::Empty),
        long if long.len() > LONGEST_PASSWORD => Err(PasswordError::TooLong),
        nul if nul.contains('\0') => Err(PasswordError::Nul),
        fine => bcrypt::non_truncating_hash(fine, cost).map_err(|_| PasswordError::Failed),
    }
}

fn check(password: &str, hash: Option<&str>, cost: u32) -> Verdict {
    let Some(hash) = hash.and_then(StoredHash::parse) else {
        waste_as_much_time(cost);
        return Verdict::Wrong;
    };
    let (right, outdated) = match &hash {
        StoredHash::Bcrypt { .. } if password.len() > LONGEST_PASSWORD => {
            waste_as_much_time(cost);
            (false, false)
        }
        StoredHash::Bcrypt { hash, cost: used } => {
            (bcrypt::non_truncating_verify(password, hash).unwrap_or(false), *used != cost)
        }
        StoredHash::Pbkdf2 { rounds, salt, expected } => {
            let mut derived = vec![0; expected.len()];
            pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt.as_bytes(), *rounds, &mut derived);
            (bool::from(derived.ct_eq(expected)), true)
        }
        StoredHash::Scrypt { params, salt, expected } => {
            let mut derived = vec![0; expected.len()];
            let done = scrypt::scrypt(password.as_bytes(), salt.as_bytes(), params, &mut derived).is_ok();
            (done && bool::from(derived.ct_eq(expected)), true)
        }
    };
    match (right, outdated) {
        (false, _) => Verdict::Wrong,
        (true, false) => Verdict::Right,
        // A password that bcrypt cannot hold keeps the hash it has.
        (true, true) => hash_password(password, cost).map_or(Verdict::Right, Verdict::RightButOutdated),
    }
}

/// What the hashes have in common that take as long as this one, if that may be longer than with new hashes.
fn costlier_kind(hash: &str, cost: u32) -> Option<String> {
    match StoredHash::parse(hash)? {
        StoredHash::Bcrypt { cost: used, .. } => (used > cost).then(|| used.to_string()),
        StoredHash::Pbkdf2 { .. } | StoredHash::Scrypt { .. } => Some(hash.split('$').next()?.to_owned()),
    }
}

/// Does the work of checking a wrong password against such a hash, as far as it is covered.
fn check_costlier(hash: &str, cost: u32) {
    match StoredHash::parse(hash) {
        Some(StoredHash::Bcrypt { cost: used, .. }) => waste_as_much_time(used.min(cost + COVERED_STEPS)),
        _ => drop(check("", Some(hash), cost)),
    }
}

/// Does the work of a verification whose answer is known to be no, so that its time tells nothing. No password is looked
/// at: one that bcrypt does not take would shorten it.
fn waste_as_much_time(cost: u32) {
    let _ = bcrypt::non_truncating_hash_with_salt_bytes("password", cost, [0; 16]);
}

/// A password hash as the table has it.
enum StoredHash<'a> {
    Bcrypt { hash: &'a str, cost: u32 },
    Pbkdf2 { rounds: u32, salt: &'a str, expected: Vec<u8> },
    Scrypt { params: scrypt::Params, salt: &'a str, expected: Vec<u8> },
}

impl<'a> StoredHash<'a> {
    /// Reads bcrypt's `$2b$cost$…`, or Werkzeug's `pbkdf2:sha256:rounds$salt$hex` and `scrypt:n:r:p$salt$hex`.
    /// Anything else, or a cost beyond reason, is no hash that anybody could know the password of.
    fn parse(hash: &'a str) -> Option<Self> {
        if hash.starts_with('$') {
            let cost = hash.parse::<bcrypt::HashParts>().ok()?.get_cost();
            return (cost <= COSTLIEST_BCRYPT).then_some(Self::Bcrypt { hash, cost });
        }
        let mut parts = hash.splitn(3, '$');
        let (method, salt, digest) = (parts.next()?, parts.next()?, parts.next()?);
        let expected = hex::decode(digest).ok().filter(|bytes| !bytes.is_empty())?;
        match method.split(':').collect::<Vec<_>>()[..] {
            ["pbkdf2", "sha256", rounds] => {
                let rounds = rounds.parse().ok().filter(|rounds| (1..=MOST_PBKDF2_ROUNDS).contains(rounds))?;
                Some(Self::Pbkdf2 { rounds, salt, expected })
            }
            ["scrypt", n, r, p] => {
                let (n, r, p): (u32, u32, u32) = (n.parse().ok()?, r.parse().ok()?, p.parse().ok()?);
                let bytes = 128_usize.checked_mul(n as usize)?.checked_mul(r as usize)?.checked_mul(p as usize)?;
                if !n.is_power_of_two() || bytes > MOST_SCRYPT_BYTES {
                    return None;
                }
                let log_n = u8::try_from(n.ilog2()).ok()?;
                Some(Self::Scrypt { params: scrypt::Params::new(log_n, r, p).ok()?, salt, expected })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: u32 = 10;
    // As werkzeug.security.generate_password_hash("secret word", …) makes them.
    const PBKDF2: &str =
        "pbkdf2:sha256:1000$Pq3hKx9ZtR7mW2cV$e521b0096e4b31c8bc130dc04448a8eaa0af91b10e40143b19a9be3f1b232bee";
    const SCRYPT: &str = "scrypt:32768:8:1$Pq3hKx9ZtR7mW2cV$7989431609c8d5b37a2134a74f99042179bf2b4916e7cecbee4df0a9e3658d0285dea5b9b4740e58ed358f4b6769ecbbf5eec9f07be12ea6c786acfc0debff05";

    #[test]
    fn hashes_of_the_original_are_understood_and_outdated() {
        for hash in [PBKDF2, SCRYPT] {
            let verdict = check("secret word", Some(hash), COST);

            assert!(matches!(verdict, Verdict::RightButOutdated(ref new) if new.starts_with("$2b$10$")), "{hash}");
            assert_eq!(check("Secret word", Some(hash), COST), Verdict::Wrong);
        }
    }

    #[test]
    fn that_a_password_is_wrong_is_said_after_the_same_time_whatever_was_there_to_check() {
        let passwords = Passwords::new(COST);
        let bcrypt = hash_password("secret word", COST).expect("a hash");
        let (wrong, long) = ("Secret word".to_owned(), "x".repeat(LONGEST_PASSWORD + 1));

        actix_web::rt::System::new().block_on(async {
            for (password, hash) in [
                (&wrong, Some(PBKDF2)),
                (&wrong, None),
                (&wrong, Some(SCRYPT)),
                (&wrong, Some("no hash")),
                (&wrong, Some(&bcrypt)),
                (&long, Some(&bcrypt)),
                (&"\0".to_owned(), Some(&bcrypt)),
            ] {
                let turn = passwords.turn().await.expect("a turn");
                let begun = Instant::now();
                let verdict = turn.verify(password.clone(), hash.map(str::to_owned)).await.expect("a verdict");

                assert_eq!(verdict, Verdict::Wrong);
                assert!(passwords.minimum.get() > Duration::ZERO);
                assert!(begun.elapsed() >= passwords.minimum.get(), "{hash:?}");
            }
        });
    }

    #[test]
    fn the_costliest_kind_of_hash_in_use_is_covered_from_the_start() {
        let passwords = Passwords::new(COST);
        let dear = bcrypt::hash("secret word", COST + 1).expect("a hash");
        passwords.minimum.learn(Duration::from_nanos(80));
        assert_eq!(passwords.minimum.get(), Duration::from_nanos(90));

        actix_web::rt::System::new()
            .block_on(passwords.cover(vec![dear, PBKDF2.to_owned(), "no hash".to_owned()]))
            .expect("measurements");

        // As much as there can be with one that fast.
        assert_eq!(passwords.minimum.get(), Duration::from_nanos(720));
    }

    #[test]
    fn only_kinds_of_hashes_that_may_be_costlier_than_ours_are_measured() {
        let kind = |hash: &str| costlier_kind(hash, COST);
        let [cheap, dear] = [COST, COST + 1].map(|cost| bcrypt::hash("secret word", cost).expect("a hash"));

        assert_eq!(kind(&cheap), None);
        assert_eq!(kind(&dear).as_deref(), Some("11"));
        assert_eq!(kind(PBKDF2).as_deref(), Some("pbkdf2:sha256:1000"));
        assert_eq!(kind(SCRYPT).as_deref(), Some("scrypt:32768:8:1"));
        assert_eq!(kind("no hash"), None);
    }

    #[test]
    fn a_password_too_long_for_bcrypt_is_wrong_and_never_truncated() {
        let full = "x".repeat(LONGEST_PASSWORD);
        let hash = hash_password(&full, COST).expect("the longest password fits");

        assert_eq!(check(&full, Some(&hash), COST), Verdict::Right);
        assert_eq!(check(&format!("{full}x"), Some(&hash), COST), Verdict::Wrong);
        assert_eq!(hash_password(&format!("{full}x"), COST), Err(PasswordError::TooLong));
    }

    #[test]
    fn a_new_password_is_long_enough_and_not_among_the_first_that_are_tried() {
        assert_eq!(hash_new_password("", COST), Err(PasswordError::Empty));
        assert_eq!(hash_new_password("7 Räder", COST), Err(PasswordError::TooShort));
        for common in ["password", "PassWord", "1qaz2wsx", "11234567", "Photo-App-2026!", "webdev123"] {
            assert_eq!(hash_new_password(common, COST), Err(PasswordError::Common), "{common}");
        }
        for fine in ["8 Räder!", "password of mine", "        "] {
            assert!(hash_new_password(fine, COST).is_ok(), "{fine}");
        }
    }

    #[test]
    fn a_bcrypt_hash_of_another_cost_is_renewed() {
        let cheap = hash_password("secret word", COST).expect("a hash");

        assert!(matches!(check("secret word", Some(&cheap), COST + 1), Verdict::RightButOutdated(_)));
    }

    #[test]
    fn what_is_no_hash_or_costs_too_much_matches_nothing() {
        let nonsense = [
            "",
            "password",
            "$2b$31$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "pbkdf2:sha256:0$a$00",
            "pbkdf2:sha256:99999999$a$00",
            "pbkdf2:md5:1$a$00",
            "scrypt:1048576:64:64$a$00",
            "scrypt:3:8:1$a$00",
            "pbkdf2:sha256:1$a$0g",
            "pbkdf2:sha256:1$a$",
            "pbkdf2:sha256:1",
            "é$é$é",
        ];
        for hash in nonsense {
            assert_eq!(check("password", Some(hash), COST), Verdict::Wrong, "{hash}");
        }
    }
}
