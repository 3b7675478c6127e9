//! Processes a few images at a time: at most one per processor, and no more than fit into memory. Users take turns.

use std::{
    fs::File,
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread::available_parallelism,
};

use tokio::{sync::Semaphore, task::spawn_blocking};

use super::{ImageError, Renditions, fair_semaphore::FairSemaphore, header::Header, render::render};

/// Bytes that all images in process may use together.
const MEMORY: u64 = 224 << 20;

/// Bytes per permit of the memory semaphore.
const MEMORY_UNIT: u64 = 1 << 10;

/// The largest image that may be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: u64,
    pub pixels: u64,
}

/// Makes the stored sizes of uploaded images.
#[derive(Clone)]
pub struct ImageProcessor {
    limits: Limits,
    permits: FairSemaphore,
    memory: Arc<Semaphore>,
}

impl ImageProcessor {
    pub fn new(limits: Limits) -> Self {
        let processors = available_parallelism().map_or(1, NonZero::get);
        Self {
            limits,
            permits: FairSemaphore::new(processors),
            memory: Arc::new(Semaphore::new(memory_units(MEMORY) as usize)),
        }
    }

    /// Makes the stored sizes of the image in `file`. It may wait for other images. `held` is dropped when the work has
    /// ended, even if the caller is gone by then.
    ///
    /// # Errors
    /// If the file is not a supported image, or is too large.
    pub async fn process(
        &self,
        user_id: i32,
        file: File,
        held: impl Send + 'static,
    ) -> Result<Renditions, ImageError> {
        let pixels = self.limits.pixels;
        let permit = self.permits.acquire(user_id).await.ok_or(ImageError::Busy)?;
        let (file, header, permit, held) = run_catching_panics(move || {
            let header = Header::read(&file, pixels)?;
            Ok((file, header, permit, held))
        })
        .await?;
        if header.memory > MEMORY {
            return Err(ImageError::TooLarge(
                "The image needs too much memory to open. Make it smaller, or save it as a JPEG that isn't progressive."
                    .into(),
            ));
        }
        // Only images with a permit use memory, so this waits for a few images at most.
        let memory = Arc::clone(&self.memory).acquire_many_owned(memory_units(header.memory)).await;
        let memory = memory.map_err(|_| ImageError::Busy)?;
        run_catching_panics(move || {
            let _held = (memory, permit, held);
            render(&file, &header)
        })
        .await
    }
}

fn memory_units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(MEMORY_UNIT)).unwrap_or(u32::MAX)
}

/// Runs `work` on a blocking thread. If a decoder panics, the image counts as broken.
async fn run_catching_panics<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    let outcome = spawn_blocking(move || catch_unwind(AssertUnwindSafe(work))).await;
    match outcome {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(ImageError::Broken),
        Err(_) => Err(ImageError::Busy),
    }
}
