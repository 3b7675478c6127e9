//! Where pictures are made, a few at a time: as many as there are processors, and as many as there is memory for. Who must
//! wait stands in a line that has an end.

use std::{
    collections::HashMap,
    fs::File,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use super::{PictureError, Renditions, header::Header, render::render};

/// Bytes that all pictures being made may take together.
const MEMORY: u64 = 224 << 20;

/// Memory is given out in pieces of so many bytes.
const PIECE: u64 = 1 << 10;

/// How many may be sent or wait for a turn, in all and of one person: who is slow takes no more than that from others.
const LONGEST_LINE: usize = 64;
const PLACES_EACH: usize = 16;

/// What may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: u64,
    pub pixels: u64,
}

/// Makes pictures.
#[derive(Clone)]
pub struct Workshop {
    limits: Limits,
    turns: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    line: Line,
}

/// How many places in the line each person has, by their id.
type Line = Arc<Mutex<HashMap<i32, usize>>>;

impl Workshop {
    pub fn new(limits: Limits) -> Self {
        let at_a_time = available_parallelism().map_or(1, NonZero::get);
        Self {
            limits,
            turns: Arc::new(Semaphore::new(at_a_time)),
            memory: Arc::new(Semaphore::new(pieces(MEMORY) as usize)),
            line: Line::default(),
        }
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Takes a place in the line for a person, before the picture has come.
    ///
    /// # Errors
    /// If the line is full, or that person has enough of it.
    pub fn enter(&self, person: i32) -> Result<Place, PictureError> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = line.values().sum();
        let own = line.get(&person).copied().unwrap_or_default();
        if all >= LONGEST_LINE || own >= PLACES_EACH {
            return Err(PictureError::Busy);
        }
        line.insert(person, own + 1);
        Ok(Place { line: Arc::clone(&self.line), person })
    }

    /// Makes what is kept of the picture in `file`, when its turn has come. Takes the place with it.
    ///
    /// # Errors
    /// If it is no picture that is taken, or too large for us.
    pub async fn make(&self, file: File, place: Place) -> Result<Renditions, PictureError> {
        let pixels = self.limits.pixels;
        let turn = self.turn(&self.turns, 1).await?;
        let (file, header) = unharmed(move || {
            let header = Header::read(&file, pixels)?;
            Ok((file, header))
        })
        .await?;
        drop(turn);
        if header.memory > MEMORY {
            return Err(PictureError::TooLarge(
                "The picture would take too much memory to be opened here. Please make it smaller, or save it as an \
                 ordinary JPEG (not progressive)."
                    .into(),
            ));
        }
        let memory = self.turn(&self.memory, pieces(header.memory)).await?;
        let turn = self.turn(&self.turns, 1).await?;
        // Both are given back with the work, also when nobody waits for that any more.
        unharmed(move || {
            let _held = (memory, turn, place);
            render(&file, &header)
        })
        .await
    }

    async fn turn(&self, of: &Arc<Semaphore>, permits: u32) -> Result<OwnedSemaphorePermit, PictureError> {
        Arc::clone(of).acquire_many_owned(permits).await.map_err(|_| PictureError::Busy)
    }
}

fn pieces(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(PIECE)).unwrap_or(u32::MAX)
}

/// Runs `work` on a thread where it may take long. Where a decoder panics, the picture is to blame.
async fn unharmed<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PictureError> + Send + 'static,
) -> Result<T, PictureError> {
    let outcome = spawn_blocking(move || catch_unwind(AssertUnwindSafe(work))).await;
    match outcome {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(PictureError::Broken),
        Err(_) => Err(PictureError::Busy),
    }
}

/// A place in the line, given up when dropped.
pub struct Place {
    line: Line,
    person: i32,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = line.get_mut(&self.person) {
            *places -= 1;
            if *places == 0 {
                line.remove(&self.person);
            }
        }
    }
}
