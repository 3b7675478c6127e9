//! The queue for hashing passwords.
//!
//! Hashing is slow on purpose. It runs on blocking threads, a few at a time, behind a bounded queue, so that a burst of
//! sign-ins leaves processors for other requests.

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
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::{
    constant_work::{ConstantWork, costs_of, rounds_of},
    password_hashing::{
        Verdict, burn_rounds, hash_new_password, hash_password, rounds_to_verify, verify_password,
    },
    stored_hash::StoredHash,
};
use crate::{error::ApiError, models::ValidationError};

/// How many requests may wait for a permit or hold one.
const MAX_QUEUED: usize = 64;

/// How often each kind of hash is measured. The shortest time counts.
const MEASUREMENTS: u32 = 3;

/// Verifies and makes password hashes, a few at a time. Clones share the queue.
#[derive(Clone)]
pub struct PasswordQueue {
    cost: u32,
    permits: Arc<Semaphore>,
    queued: Arc<AtomicUsize>,
    /// The latest measurement.
    work: Arc<Mutex<Arc<ConstantWork>>>,
}

impl PasswordQueue {
    /// `cost` is the bcrypt cost of new hashes: each step doubles the time.
    pub fn new(cost: u32) -> Self {
        let at_a_time = available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1));
        Self { cost, permits: Arc::new(Semaphore::new(at_a_time)), queued: Arc::default(), work: Arc::default() }
    }

    /// Enters the queue.
    ///
    /// # Errors
    /// 503 if it is full.
    pub fn enter(&self) -> Result<QueueSlot, ApiError> {
        let slot = QueueSlot(self.clone());
        match self.queued.fetch_add(1, Ordering::Relaxed) {
            before if before < MAX_QUEUED => Ok(slot),
            _ => Err(ApiError::Unavailable),
        }
    }

    /// Enters the queue and waits for a permit.
    ///
    /// # Errors
    /// As [`Self::enter`].
    pub async fn permit(&self) -> Result<HashPermit, ApiError> {
        self.enter()?.permit().await
    }

    /// Measures the work of the kinds of `hashes` in use, so that wrong passwords of all users take the same work.
    ///
    /// # Errors
    /// 503 if the measurement could not be finished.
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
        // Alternating, so that all kinds are measured under the same conditions.
        for _ in 0..MEASUREMENTS {
            bcrypt = shorter(bcrypt, run_blocking(move || cpu_time(|| burn_rounds(cost)).1).await?);
            for (hash, time) in others.values_mut() {
                let hash = hash.clone();
                let took = run_blocking(move || cpu_time(|| verify_password("", Some(&hash), cost)).1).await?;
                *time = shorter(*time, took);
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

    /// How many requests wait for a permit or hold one.
    pub fn length(&self) -> usize {
        self.queued.load(Ordering::Relaxed)
    }
}

/// A slot in the queue, given up when dropped.
pub struct QueueSlot(PasswordQueue);

impl QueueSlot {
    /// Waits for a permit.
    ///
    /// # Errors
    /// Practically none.
    pub async fn permit(self) -> Result<HashPermit, ApiError> {
        let permits = Arc::clone(&self.0.permits);
        let permit = permits.acquire_owned().await.map_err(|_| ApiError::Unavailable)?;
        Ok(HashPermit { slot: self, _permit: permit })
    }
}

impl Drop for QueueSlot {
    fn drop(&mut self) {
        self.0.queued.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Permission to hash once.
pub struct HashPermit {
    slot: QueueSlot,
    _permit: OwnedSemaphorePermit,
}

impl HashPermit {
    /// Verifies `password` against a stored hash; `None` stands for an unknown user. Every wrong password takes the same
    /// work.
    ///
    /// # Errors
    /// 503 if the work could not be finished.
    pub async fn verify(self, password: String, hash: Option<String>) -> Result<Verdict, ApiError> {
        let begun = Instant::now();
        let (work, new) = (self.slot.0.work(), rounds_of(self.slot.0.cost));
        let measured = Arc::clone(&work);
        let verify = move |cost| {
            let (verdict, took) = cpu_time(|| verify_password(&password, hash.as_deref(), cost));
            if verdict == Verdict::Wrong {
                let rounds = rounds_to_verify(&password, hash.as_deref(), cost, &measured);
                let rounds = rounds.unwrap_or_else(|| measured.rounds_in(took));
                costs_of(measured.missing(rounds, new)).for_each(burn_rounds);
            }
            verdict
        };
        // The permit ends with the work, so no other verification waits while this answer is delayed.
        let verdict = self.run(verify).await?;
        if verdict == Verdict::Wrong {
            let elapsed = begun.elapsed();
            tokio::time::sleep(work.answer_after(elapsed, new).saturating_sub(elapsed)).await;
        }
        Ok(verdict)
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// 400 if the password is not allowed, 503 if the work could not be finished.
    pub async fn hash(self, password: String) -> Result<String, ApiError> {
        let hash = self.run(move |cost| hash_new_password(&password, cost)).await?;
        hash.map_err(|why| ValidationError::from(why).into())
    }

    /// Hashes the passphrase of a guest link. It may be easier to guess than a password, because guests also need the link.
    ///
    /// # Errors
    /// 503 if the work could not be finished.
    pub async fn hash_passphrase(self, passphrase: String) -> Result<String, ApiError> {
        let hash = self.run(move |cost| hash_password(&passphrase, cost)).await?;
        hash.map_err(|why| ApiError::fault(&why))
    }

    /// Holds the permit until `work` ends, even if the request is cancelled meanwhile.
    async fn run<T: Send + 'static>(self, work: impl FnOnce(u32) -> T + Send + 'static) -> Result<T, ApiError> {
        run_blocking(move || {
            let permit = self;
            work(permit.slot.0.cost)
        })
        .await
    }
}

async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    spawn_blocking(work).await.map_err(|_| ApiError::Unavailable)
}

/// Runs `work` and measures the processor time that this thread spends on it.
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

fn shorter(before: Option<Duration>, took: Duration) -> Option<Duration> {
    Some(before.map_or(took, |before| before.min(took)))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            password_hashing::hash_password,
            stored_hash::examples::{PBKDF2, SCRYPT},
        },
        *,
    };
    use crate::models::LONGEST_PASSWORD;

    const COST: u32 = 10;

    /// The rounds that a wrong password takes in all.
    fn rounds_of_wrong(queue: &PasswordQueue, password: &str, hash: Option<&str>) -> u64 {
        let rounds = rounds_to_verify(password, hash, COST, &queue.work()).expect("a measured kind");
        rounds + queue.work().missing(rounds, rounds_of(COST))
    }

    #[test]
    fn a_wrong_password_takes_the_same_work_with_any_stored_hash() {
        let queue = PasswordQueue::new(COST);
        let [cheap, usual, dear] =
            [COST - 2, COST, COST + 1].map(|cost| bcrypt::hash("secret word", cost).expect("a hash"));
        let in_use = [&cheap, &dear, PBKDF2, SCRYPT, "no hash"].map(str::to_owned).to_vec();
        actix_web::rt::System::new().block_on(queue.measure(in_use)).expect("measurements");

        let long = "x".repeat(LONGEST_PASSWORD + 1);
        let unknown = rounds_of_wrong(&queue, "wrong", None);
        assert!(unknown >= rounds_of(COST + 1) && unknown <= 8 * rounds_of(COST), "{unknown}");
        for hash in [&cheap, &usual, &dear, PBKDF2, SCRYPT, "no hash"] {
            for password in ["wrong", "", "\0", &long] {
                assert_eq!(rounds_of_wrong(&queue, password, Some(hash)), unknown, "{hash} {password:?}");
            }
        }
    }

    #[test]
    fn other_kinds_of_hashes_are_measured_in_rounds_of_bcrypt() {
        let queue = PasswordQueue::new(COST);
        let slower = PBKDF2.replace(":1000$", ":100000$");
        let in_use = vec![PBKDF2.to_owned(), slower.clone()];
        actix_web::rt::System::new().block_on(queue.measure(in_use)).expect("measurements");

        let [fast, slow] =
            [PBKDF2, &slower].map(|hash| queue.work().of_kind(StoredHash::kind(hash)).expect("a kind"));
        // It is a hundred times the work in any unit.
        assert!(slow > 20 * fast, "{fast} {slow}");
    }

    #[test]
    fn a_delayed_answer_holds_no_permit() {
        let queue = PasswordQueue::new(COST);
        let hash = hash_password("secret word", COST).expect("a hash");
        queue.set_work(ConstantWork::new(0, Duration::from_secs(1)));
        actix_web::rt::System::new().block_on(async {
            let wrong = queue.permit().await.expect("a permit").verify("wrong".to_owned(), None);
            // Its answer is delayed for hours.
            let delayed = actix_web::rt::spawn(wrong);
            let right = queue.permit().await.expect("a permit").verify("secret word".to_owned(), Some(hash));

            assert_eq!(right.await.expect("a verdict"), Verdict::Right);
            assert!(!delayed.is_finished());
            assert_eq!(queue.length(), 0);
            delayed.abort();
        });
    }

    #[test]
    fn passwords_are_verified_before_anything_is_measured() {
        let queue = PasswordQueue::new(COST);
        let hash = hash_password("secret word", COST).expect("a hash");
        actix_web::rt::System::new().block_on(async {
            for (password, hash, expected) in [
                ("secret word", Some(&hash), Verdict::Right),
                ("Secret word", Some(&hash), Verdict::Wrong),
                ("secret word", None, Verdict::Wrong),
                ("Secret word", Some(&PBKDF2.to_owned()), Verdict::Wrong),
            ] {
                let permit = queue.permit().await.expect("a permit");
                let verdict = permit.verify(password.to_owned(), hash.cloned()).await.expect("a verdict");
                assert_eq!(verdict, expected);
                assert_eq!(queue.length(), 0);
            }
        });
    }
}
