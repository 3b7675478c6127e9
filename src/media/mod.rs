//! Uploaded images: processed by `imaging`, stored as files in the storage, and recorded in the database.

mod cleanup;
mod cleanup_job;
pub mod storage;
mod uploads;

pub use cleanup::{CleanupError, CleanupMode, CleanupReport, clean_up};
pub use cleanup_job::{CleanupIsRunning, CleanupJob, CleanupOutcome, CleanupRun};

use std::fs::File;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::future::try_join_all;
use time::OffsetDateTime;

use self::{
    storage::{FreeSpace, SpaceError, Storage, StorageError, StorageUrl, StoredFile, UploadSpace},
    uploads::{UploadRefused, UploadSlot, Uploads},
};
use crate::{
    db::{Conn, Db, DbError},
    imaging::{ImageError, ImageProcessor, Limits, RemovedData, Renditions},
    models::{Image, ImagePath, Quota, QuotaExceeded, SettingsCache, Usage, User, UserLimits},
};

/// Stores, serves and deletes uploaded images.
#[derive(Clone)]
pub struct MediaStore {
    db: Db,
    storage: Storage,
    processor: ImageProcessor,
    uploads: Uploads,
    limits: UploadLimits,
    settings: SettingsCache,
}

/// The limits of uploads.
#[derive(Clone)]
pub struct UploadLimits {
    pub image: Limits,
    pub free_space: FreeSpace,
}

/// A running upload.
pub struct Upload {
    /// The disk space of the uploaded file, until it is processed.
    pub space: UploadSpace,
    _slot: UploadSlot,
}

/// An image that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// The path of the large size.
    pub image_url: String,
    /// The path of the smallest size.
    pub thumb_url: String,
    /// Pixels of the large size.
    pub width: u32,
    pub height: u32,
    /// Personal data in the uploaded file, none of which are stored.
    pub removed: Vec<RemovedData>,
}

/// Why an image cannot be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    QuotaExceeded(#[from] QuotaExceeded),
    #[error("the user uploads too many files at once")]
    TooManyUploads,
    #[error("too many files are being uploaded")]
    Busy,
    #[error("there is no such file")]
    NotFound,
    #[error(transparent)]
    Space(#[from] SpaceError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("the system has no random numbers: {0}")]
    Random(#[from] getrandom::Error),
}

impl MediaStore {
    pub fn new(db: Db, storage: Storage, limits: UploadLimits, settings: SettingsCache) -> Self {
        let processor = ImageProcessor::new(limits.image);
        Self { db, storage, processor, uploads: Uploads::default(), limits, settings }
    }

    pub fn limits(&self) -> &UploadLimits {
        &self.limits
    }

    /// The quota of users for whom admins have not set another one.
    pub fn usual_quota(&self) -> Quota {
        self.settings.current().limits.quota
    }

    /// How much a user has stored, and may store.
    ///
    /// # Errors
    /// If the database is unavailable.
    pub async fn usage(&self, owner: &User) -> Result<(Usage, Quota), MediaError> {
        let (owner_id, quota) = (owner.id, self.usual_quota());
        let read =
            move |conn: &mut Conn| Ok((Image::usage(conn, owner_id)?, UserLimits::quota(conn, owner_id, quota)?));
        Ok(self.db.read(read).await?)
    }

    /// How much all users together have stored.
    ///
    /// # Errors
    /// If the database is unavailable.
    pub async fn total_usage(&self) -> Result<Usage, MediaError> {
        Ok(self.db.read_slow(Image::total_usage).await?)
    }

    /// Where the files are stored.
    pub fn storage_url(&self) -> &StorageUrl {
        self.storage.url()
    }

    /// Starts an upload, before its file has arrived.
    ///
    /// # Errors
    /// If the user uploads too many files at once, or all users together do.
    pub fn start_upload(&self, owner: &User) -> Result<Upload, MediaError> {
        let slot = self.uploads.start(owner.id).map_err(|refused| match refused {
            UploadRefused::TooManyOfUser => MediaError::TooManyUploads,
            UploadRefused::TooManyInTotal => MediaError::Busy,
        })?;
        Ok(Upload { space: self.limits.free_space.of_user(owner.id), _slot: slot })
    }

    /// Makes the stored sizes of the image in `file`. It may wait for images of other users.
    ///
    /// # Errors
    /// If the file is damaged, too large or not a supported image, if the quota is used up, or if the database is
    /// unavailable.
    pub async fn process(&self, owner: &User, file: File, upload: Upload) -> Result<Renditions, MediaError> {
        // Saves the work if the quota is used up already. `store` checks again, safely.
        let (used, quota) = self.usage(owner).await?;
        quota.check(used, 0)?;
        Ok(self.processor.process(owner.id, file, upload).await?)
    }

    /// Stores an image that [`Self::process`] returned.
    ///
    /// # Errors
    /// If the quota is used up, the storage or the database is unavailable, or the disk is almost full.
    pub async fn store(&self, owner: &User, renditions: Renditions) -> Result<StoredImage, MediaError> {
        let quota = self.usual_quota();
        let bytes: u64 = renditions.files.iter().map(|file| file.bytes.len() as u64).sum();
        let mut space = self.limits.free_space.of_user(owner.id);
        space.extend(bytes).await?;
        let key = new_key(&renditions)?;
        let image = Image {
            key: key.clone(),
            user_id: owner.id,
            extension: renditions.extension,
            created: OffsetDateTime::now_utc().unix_timestamp(),
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        };
        self.db.write(move |conn| Image::create(conn, &image, quota)).await??;

        let name = |size: &str| format!("{size}.{}", renditions.extension);
        let stored = StoredImage {
            image_url: ImagePath::text(&key, &name("large")),
            thumb_url: ImagePath::text(&key, &name("thumb")),
            width: renditions.width,
            height: renditions.height,
            removed: renditions.removed,
        };
        let puts = renditions.files.into_iter().map(|file| {
            let name = name(file.name);
            let key = &key;
            async move { self.storage.put(key, &name, file.bytes).await }
        });
        if let Err(why) = try_join_all(puts).await {
            let failed = key.clone();
            // If this fails too, the next cleanup removes the rest.
            let _ = self.db.write_one(move |conn| Image::delete_row(conn, &failed)).await;
            self.delete_files(vec![key]).await;
            return Err(why.into());
        }
        Ok(stored)
    }

    /// Opens a file of an image. Nobody can guess its address, so every caller who knows the address may read it.
    ///
    /// # Errors
    /// If there is no such file, or the storage is unavailable.
    pub async fn open(&self, key: &str, file: &str) -> Result<StoredFile, MediaError> {
        let path = ImagePath::of(key, file).ok_or(MediaError::NotFound)?;
        self.storage.get(path.key, path.file).await?.ok_or(MediaError::NotFound)
    }

    /// Call this after a reference to the images at `urls` was removed. Deletes those to which nothing of `owner` refers any
    /// more. Other URLs cost nothing. A failure is only logged: the next cleanup removes what is left.
    pub async fn detach(&self, owner: &User, urls: impl IntoIterator<Item = String>) {
        let owner_id = owner.id;
        for url in urls.into_iter().filter(|url| Image::may_be_at(url)) {
            match self.db.write(move |conn| Image::detach(conn, owner_id, &url)).await {
                Ok(key) => self.delete_files(key).await,
                Err(why) => tracing::warn!(%why, "could not delete an unused image"),
            }
        }
    }

    /// Deletes the files of images. Call it after their rows are deleted and the transaction is committed. A failure is only
    /// logged: the next cleanup removes what is left.
    pub async fn delete_files(&self, keys: impl IntoIterator<Item = String>) {
        for key in keys {
            if let Err(why) = self.storage.delete(&key).await {
                tracing::warn!(%why, "could not delete the files of an image");
            }
        }
    }
}

/// A key that nobody can guess. It contains the size, the average color and a blurred preview, so that a page can reserve
/// room for the image and show something while it loads.
fn new_key(image: &Renditions) -> Result<String, MediaError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    let (random, color) = (hex::encode(random), hex::encode(image.average));
    let preview = BASE64_URL_SAFE_NO_PAD.encode(&image.thumb_hash);
    Ok(format!("{random}-{}x{}-{color}-{preview}", image.width, image.height))
}
