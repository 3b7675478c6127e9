//! Passwords: hashed with bcrypt, verified also against the hashes of the original (Werkzeug's).
//!
//! Hashing is slow on purpose, so it happens on blocking threads, few at a time, behind a line with an end: a burst
//! of sign-ins must not take the processors away from everybody else.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::available_parallelism,
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::{
    constant_work::{ConstantWork, costs_of, rounds_of},
    stored_hash::StoredHash,
};
use crate::{
    error::ApiError,
    models::{LONGEST_PASSWORD, PasswordError, SHORTEST_PASSWORD, ValidationError},
};

/// The passwords of at least that length that are tried first, in lower case: those of zxcvbn 4.4.2.
const COMMON_PASSWORDS: &str = include_str!("common_passwords.txt");

/// What a password must not consist of, digits and signs aside: whoever sees the service thinks of it.
const OUR_WORDS: [&str; 4] = ["photo", "photos", "photoapp", "webdev"];

/// How many may wait for a turn.
const LONGEST_LINE: usize = 64;

/// How often the work of a kind of hash is measured. The least counts.
const MEASUREMENTS: u32 = 3;

/// Verifies and makes password hashes, a few at a time.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// As it was measured last.
    work: Arc<Mutex<Arc<ConstantWork>>>,
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
        Self { cost, turns: Arc::new(Semaphore::new(at_a_time)), waiting: Arc::default(), work: Arc::default() }
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

    /// Measures the work of the kinds of `hashes` in use, so that wrong passwords of all users take as much.
    ///
    /// # Errors
    /// 503 if it could not be finished.
    pub async fn measure(&self, hashes: Vec<String>) -> Result<(), ApiError> {
        let cost = self.cost;
        let mut bcrypt = None;
        let mut others = BTreeMap::new();
        let mut most = 0;
        for hash in hashes {
            match StoredHash::parse(&hash) {
                Some(StoredHash::Bcrypt { cost, .. }) => most = most.max(rounds_of(cost)),
                Some(_) => drop(others.insert(StoredHash::kind(&hash).to_owned(), (hash, None))),
                None => {}
            }
        }
        // In turn, so that all are measured under the same conditions.
        for _ in 0..MEASUREMENTS {
            bcrypt = least(bcrypt, aside(move || cpu_time(|| waste(cost)).1).await?);
            for (hash, time) in others.values_mut() {
                let hash = hash.clone();
                *time = least(*time, aside(move || cpu_time(|| check("", Some(&hash), cost)).1).await?);
            }
        }
        let round = bcrypt.unwrap_or_default().div_f64(rounds_of(cost) as f64);
        let mut work = ConstantWork::new(most, round);
        for (kind, (_, time)) in others {
            work.add_kind(kind, time.unwrap_or_default());
        }
        self.set_work(work);
        Ok(())
    }

    fn work(&self) -> Arc<ConstantWork> {
        Arc::clone(&self.work.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn set_work(&self, work: ConstantWork) {
        *self.work.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(work);
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
    /// Checks `password` against `hash`. `None` stands for an unknown user. Every wrong password takes the same work.
    ///
    /// # Errors
    /// 503 if that could not be finished.
    pub async fn verify(self, password: String, hash: Option<String>) -> Result<Verdict, ApiError> {
        let begun = Instant::now();
        let (work, new) = (self.place.0.work(), rounds_of(self.place.0.cost));
        let measured = Arc::clone(&work);
        let check = move |cost| {
            let (verdict, took) = cpu_time(|| check(&password, hash.as_deref(), cost));
            if verdict == Verdict::Wrong {
                let rounds = rounds_of_check(&password, hash.as_deref(), cost, &measured);
                let rounds = rounds.unwrap_or_else(|| measured.rounds_in(took));
                costs_of(measured.missing(rounds, new)).for_each(waste);
            }
            verdict
        };
        // The turn ends with the work, so no other check waits while this answer does.
        let verdict = self.spend(check).await?;
        if verdict == Verdict::Wrong {
            let elapsed = begun.elapsed();
            tokio::time::sleep(work.answer_after(elapsed, new).saturating_sub(elapsed)).await;
        }
        Ok(verdict)
    }

    /// Makes a hash of a new password.
    ///
    /// # Errors
    /// 400 if the password cannot be used, 503 if that could not be finished.
    pub async fn hash(self, password: String) -> Result<String, ApiError> {
        let hash = self.spend(move |cost| hash_new_password(&password, cost)).await?;
        hash.map_err(|why| ValidationError::from(why).into())
    }

    /// The turn ends with the work, also when nobody waits for that any more.
    async fn spend<T: Send + 'static>(self, work: impl FnOnce(u32) -> T + Send + 'static) -> Result<T, ApiError> {
        aside(move || {
            let turn = self;
            work(turn.place.0.cost)
        })
        .await
    }
}

/// Runs `work` on a thread where it may take long.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    spawn_blocking(work).await.map_err(|_| ApiError::Unavailable)
}

/// Runs `work`, and gives the processor time that this thread used for it.
fn cpu_time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
        Duration::new(seconds.unwrap_or_default(), nanos.unwrap_or_default())
    };
    let begun = now();
    let result = work();
    (result, now().saturating_sub(begun))
}

fn least(before: Option<Duration>, took: Duration) -> Option<Duration> {
    Some(before.map_or(took, |before| before.min(took)))
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
        waste(cost);
        return Verdict::Wrong;
    };
    let (right, outdated) = match &hash {
        StoredHash::Bcrypt { .. } if password.len() > LONGEST_PASSWORD => {
            waste(cost);
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

/// The rounds of bcrypt that [`check`] takes to find that a password is wrong, or as much work. `None` for a kind of hash that
/// was not there when the work was measured.
fn rounds_of_check(password: &str, hash: Option<&str>, cost: u32, work: &ConstantWork) -> Option<u64> {
    match hash.and_then(StoredHash::parse) {
        Some(StoredHash::Bcrypt { cost: used, .. }) if password.len() <= LONGEST_PASSWORD => Some(rounds_of(used)),
        None | Some(StoredHash::Bcrypt { .. }) => Some(rounds_of(cost)),
        Some(_) => hash.and_then(|hash| work.of_kind(StoredHash::kind(hash))),
    }
}

/// Does the work of a bcrypt hash of this cost. No password is looked at: one that bcrypt does not take would shorten it.
fn waste(cost: u32) {
    let _ = bcrypt::non_truncating_hash_with_salt_bytes("password", cost, [0; 16]);
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

    /// The rounds that a wrong password takes altogether.
    fn rounds_of_wrong(passwords: &Passwords, password: &str, hash: Option<&str>) -> u64 {
        let rounds = rounds_of_check(password, hash, COST, &passwords.work()).expect("a measured kind");
        rounds + passwords.work().missing(rounds, rounds_of(COST))
    }

    #[test]
    fn a_wrong_password_takes_the_same_work_whatever_was_there_to_check() {
        let passwords = Passwords::new(COST);
        let [cheap, usual, dear] =
            [COST - 2, COST, COST + 1].map(|cost| bcrypt::hash("secret word", cost).expect("a hash"));
        let in_use = [&cheap, &dear, PBKDF2, SCRYPT, "no hash"].map(str::to_owned).to_vec();
        actix_web::rt::System::new().block_on(passwords.measure(in_use)).expect("measurements");

        let long = "x".repeat(LONGEST_PASSWORD + 1);
        let unknown = rounds_of_wrong(&passwords, "wrong", None);
        assert!(unknown >= rounds_of(COST + 1) && unknown <= 8 * rounds_of(COST), "{unknown}");
        for hash in [&cheap, &usual, &dear, PBKDF2, SCRYPT, "no hash"] {
            for password in ["wrong", "", "\0", &long] {
                assert_eq!(rounds_of_wrong(&passwords, password, Some(hash)), unknown, "{hash} {password:?}");
            }
        }
    }

    #[test]
    fn other_kinds_of_hashes_are_measured_in_rounds_of_bcrypt() {
        let passwords = Passwords::new(COST);
        let slower = PBKDF2.replace(":1000$", ":100000$");
        let in_use = vec![PBKDF2.to_owned(), slower.clone()];
        actix_web::rt::System::new().block_on(passwords.measure(in_use)).expect("measurements");

        let [fast, slow] =
            [PBKDF2, &slower].map(|hash| passwords.work().of_kind(StoredHash::kind(hash)).expect("a kind"));
        // A hundred times the work, in whatever unit.
        assert!(slow > 20 * fast, "{fast} {slow}");
    }

    #[test]
    fn an_answer_that_waits_keeps_nobody_else_waiting() {
        let passwords = Passwords::new(COST);
        let hash = hash_password("secret word", COST).expect("a hash");
        passwords.set_work(ConstantWork::new(0, Duration::from_secs(1)));
        actix_web::rt::System::new().block_on(async {
            let wrong = passwords.turn().await.expect("a turn").verify("wrong".to_owned(), None);
            // Its answer waits for hours.
            let waiting = actix_web::rt::spawn(wrong);
            let right = passwords.turn().await.expect("a turn").verify("secret word".to_owned(), Some(hash));

            assert_eq!(right.await.expect("a verdict"), Verdict::Right);
            assert!(!waiting.is_finished());
            assert_eq!(passwords.waiting(), 0);
            waiting.abort();
        });
    }

    #[test]
    fn what_was_not_measured_is_checked_all_the_same() {
        let passwords = Passwords::new(COST);
        let hash = hash_password("secret word", COST).expect("a hash");
        actix_web::rt::System::new().block_on(async {
            for (password, hash, expected) in [
                ("secret word", Some(&hash), Verdict::Right),
                ("Secret word", Some(&hash), Verdict::Wrong),
                ("secret word", None, Verdict::Wrong),
                ("Secret word", Some(&PBKDF2.to_owned()), Verdict::Wrong),
            ] {
                let turn = passwords.turn().await.expect("a turn");
                let verdict = turn.verify(password.to_owned(), hash.cloned()).await.expect("a verdict");
                assert_eq!(verdict, expected);
                assert_eq!(passwords.waiting(), 0);
            }
        });
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
