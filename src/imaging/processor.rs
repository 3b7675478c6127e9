//! Where pictures are made, a few at a time: as many as there are processors, and as many as there is memory for. Turns are
//! shared fairly between users.

use std::{
    fs::File,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread::available_parallelism,
};

use tokio::{sync::Semaphore, task::spawn_blocking};

use super::{ImageError, Renditions, fair_semaphore::FairSemaphore, header::Header, render::render};

/// Bytes that all pictures being made may take together.
const MEMORY: u64 = 224 << 20;

/// Memory is given out in pieces of so many bytes.
const PIECE: u64 = 1 << 10;

/// What may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: u64,
    pub pixels: u64,
}

/// Makes pictures.
#[derive(Clone)]
pub struct ImageProcessor {
    limits: Limits,
    turns: FairSemaphore,
    memory: Arc<Semaphore>,
}

impl ImageProcessor {
    pub fn new(limits: Limits) -> Self {
        let at_a_time = available_parallelism().map_or(1, NonZero::get);
        Self {
            limits,
            turns: FairSemaphore::new(at_a_time),
            memory: Arc::new(Semaphore::new(pieces(MEMORY) as usize)),
        }
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Makes what is kept of the picture in `file`, when a turn of `user_id` has come. `held` is dropped when the work has
    /// ended, also if nobody waits for it any more.
    ///
    /// # Errors
    /// If it is no picture that is taken, or too large for us.
    pub async fn make(
        &self,
        user_id: i32,
        file: File,
        held: impl Send + 'static,
    ) -> Result<Renditions, ImageError> {
        let pixels = self.limits.pixels;
        let turn = self.turns.take(user_id).await.ok_or(ImageError::Busy)?;
        let (file, header, turn, held) = unharmed(move || {
            let header = Header::read(&file, pixels)?;
            Ok((file, header, turn, held))
        })
        .await?;
        if header.memory > MEMORY {
            return Err(ImageError::TooLarge(
                "The picture would take too much memory to be opened here. Please make it smaller, or save it as an \
                 ordinary JPEG (not progressive)."
                    .into(),
            ));
        }
        // Only images that have a turn use memory, so that this waits for no more than those.
        let memory = Arc::clone(&self.memory).acquire_many_owned(pieces(header.memory)).await;
        let memory = memory.map_err(|_| ImageError::Busy)?;
        unharmed(move || {
            let _held = (memory, turn, held);
            render(&file, &header)
        })
        .await
    }
}

fn pieces(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(PIECE)).unwrap_or(u32::MAX)
}

/// Runs `work` on a thread where it may take long. Where a decoder panics, the picture is to blame.
async fn unharmed<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    let outcome = spawn_blocking(move || catch_unwind(AssertUnwindSafe(work))).await;
    match outcome {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(ImageError::Broken),
        Err(_) => Err(ImageError::Busy),
    }
}
