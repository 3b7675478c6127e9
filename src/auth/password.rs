//! Passwords: hashed with bcrypt, verified also against the hashes of the original (Werkzeug's).
//!
//! Hashing is slow on purpose, so it happens on blocking threads, few at a time, behind a line with an end: a burst
//! of sign-ins must not take the processors away from everybody else.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
};

use sha2::Sha256;
use subtle::ConstantTimeEq;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

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

/// Verifies and makes password hashes, a few at a time.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
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
        Self { cost, turns: Arc::new(Semaphore::new(at_a_time)), waiting: Arc::new(AtomicUsize::new(0)) }
    }

    /// Waits until there is a processor for it.
    ///
    /// # Errors
    /// 503 if too many wait already.
    pub async fn turn(&self) -> Result<Turn, ApiError> {
        let place = Place::take(&self.waiting)?;
        let permit = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| ApiError::Unavailable)?;
        Ok(Turn { cost: self.cost, _place: place, _permit: permit })
    }

    /// How many wait for a turn, or have it.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// The right to hash once.
pub struct Turn {
    cost: u32,
    _place: Place,
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Checks `password` against `hash`. `None` stands for an unknown user and takes as long as a hash of ours.
    ///
    /// # Errors
    /// 503 if that could not be finished.
    pub async fn verify(self, password: String, hash: Option<String>) -> Result<Verdict, ApiError> {
        self.spend(move |cost| check(&password, hash.as_deref(), cost)).await
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
            work(turn.cost)
        })
        .await
        .map_err(|_| ApiError::Unavailable)
    }
}

/// A place in the line, given up when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self, ApiError> {
        let place = Self(Arc::clone(waiting));
        match waiting.fetch_add(1, Ordering::Relaxed) {
            before if before < LONGEST_LINE => Ok(place),
            _ => Err(ApiError::Unavailable),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
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
        waste_as_much_time(password, cost);
        return Verdict::Wrong;
    };
    let (right, outdated) = match &hash {
        StoredHash::Bcrypt { .. } if password.len() > LONGEST_PASSWORD => {
            waste_as_much_time(password, cost);
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

/// Does the work of a verification whose answer is known to be no, so that its time tells nothing.
fn waste_as_much_time(password: &str, cost: u32) {
    let short = &password.as_bytes()[..password.len().min(LONGEST_PASSWORD)];
    let _ = bcrypt::non_truncating_hash_with_salt_bytes(short, cost, [0; 16]);
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
