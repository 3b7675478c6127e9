//! The pictures that people upload: made in the processor, kept in the storage, and known to the database.

mod cleanup;
pub mod storage;
mod uploads;

pub use cleanup::{CleanupError, CleanupMode, CleanupReport, clean_up};

use std::fs::File;

use futures_util::future::try_join_all;
use time::OffsetDateTime;

use self::{
    storage::{FreeSpace, SpaceError, Storage, StorageError, StoredFile, UploadSpace},
    uploads::{UploadPlace, UploadRefused, Uploads},
};
use crate::{
    db::{Db, DbError},
    imaging::{ImageError, ImageProcessor, Limits, Renditions},
    models::{Image, ImagePath, Quota, QuotaExceeded, Usage, User},
};

/// All pictures.
#[derive(Clone)]
pub struct MediaStore {
    db: Db,
    storage: Storage,
    processor: ImageProcessor,
    uploads: Uploads,
    bounds: UploadLimits,
}

/// What uploads must not exceed.
#[derive(Clone)]
pub struct UploadLimits {
    pub image: Limits,
    pub quota: Quota,
    pub free_space: FreeSpace,
}

/// An upload that goes on.
pub struct Upload {
    /// What the file takes until its images are made.
    pub space: UploadSpace,
    _place: UploadPlace,
}

/// A picture that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// Paths of the large and of the smallest size.
    pub image_url: String,
    pub thumb_url: String,
    /// Pixels of the large size.
    pub width: u32,
    pub height: u32,
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
    pub fn new(db: Db, storage: Storage, bounds: UploadLimits) -> Self {
        Self { db, storage, processor: ImageProcessor::new(bounds.image), uploads: Uploads::default(), bounds }
    }

    pub fn bounds(&self) -> &UploadLimits {
        &self.bounds
    }

    /// How much the images of a user take.
    ///
    /// # Errors
    /// 503 if the database is away.
    pub async fn usage(&self, owner: &User) -> Result<Usage, MediaError> {
        let owner_id = owner.id;
        Ok(self.db.read(move |conn| Image::usage(conn, owner_id)).await?)
    }

    /// Begins an upload, before anything of it has arrived.
    ///
    /// # Errors
    /// 429 if too many of the user go on, 503 if there are too many altogether.
    pub fn begin_upload(&self, owner: &User) -> Result<Upload, MediaError> {
        let place = self.uploads.begin(owner.id).map_err(|refused| match refused {
            UploadRefused::TooManyOfUser => MediaError::TooManyUploads,
            UploadRefused::TooManyTogether => MediaError::Busy,
        })?;
        Ok(Upload { space: self.bounds.free_space.of_user(owner.id), _place: place })
    }

    /// Makes the stored sizes of the image in `file`. It may wait for images of other users.
    ///
    /// # Errors
    /// 400, 413 or 415 if the file is damaged, too large or not a supported image; 413 if the quota is used up; 503 if the
    /// database is away.
    pub async fn make(&self, owner: &User, file: File, upload: Upload) -> Result<Renditions, MediaError> {
        // Spares the work. What counts is the check in `add`.
        self.bounds.quota.check(self.usage(owner).await?, 0)?;
        Ok(self.processor.make(owner.id, file, upload).await?)
    }

    /// Stores an image that [`Self::make`] gave.
    ///
    /// # Errors
    /// 413 if the quota is used up; 503 if the storage or the database is away, or the disk almost full.
    pub async fn add(&self, owner: &User, made: Renditions) -> Result<StoredImage, MediaError> {
        let quota = self.bounds.quota;
        let bytes: u64 = made.files.iter().map(|file| file.bytes.len() as u64).sum();
        let mut space = self.bounds.free_space.of_user(owner.id);
        space.extend(bytes).await?;
        let key = new_key(&made)?;
        let image = Image {
            key: key.clone(),
            user_id: owner.id,
            extension: made.extension,
            created: OffsetDateTime::now_utc().unix_timestamp(),
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        };
        self.db.write(move |conn| Image::create(conn, &image, quota)).await??;

        let name = |size: &str| format!("{size}.{}", made.extension);
        let added = StoredImage {
            image_url: ImagePath::text(&key, &name("large")),
            thumb_url: ImagePath::text(&key, &name("thumb")),
            width: made.width,
            height: made.height,
        };
        let puts = made.files.into_iter().map(|file| {
            let name = name(file.name);
            let key = &key;
            async move { self.storage.put(key, &name, file.bytes).await }
        });
        if let Err(why) = try_join_all(puts).await {
            let abandoned = key.clone();
            // What is left behind is swept later.
            let _ = self.db.write_one(move |conn| Image::abandon(conn, &abandoned)).await;
            self.erase(vec![key]).await;
            return Err(why.into());
        }
        Ok(added)
    }

    /// A file of a picture, for whoever knows its address.
    ///
    /// # Errors
    /// 404 if there is none, 503 if the storage is away.
    pub async fn open(&self, key: &str, file: &str) -> Result<StoredFile, MediaError> {
        let path = ImagePath::of(key, file).ok_or(MediaError::NotFound)?;
        self.storage.get(path.key, path.file).await?.ok_or(MediaError::NotFound)
    }

    /// Removes the pictures at `urls` that nothing of `owner`'s refers to any more, now that something has ceased to. What
    /// are no pictures kept here cost nothing. A failure is only logged: what is left behind is swept later.
    pub async fn release(&self, owner: &User, urls: impl IntoIterator<Item = String>) {
        let owner_id = owner.id;
        for url in urls.into_iter().filter(|url| Image::may_be_at(url)) {
            match self.db.write(move |conn| Image::release(conn, owner_id, &url)).await {
                Ok(key) => self.erase(key).await,
                Err(why) => tracing::warn!(%why, "a picture that nobody needs could not be removed"),
            }
        }
    }

    /// Removes the files of pictures whose rows are gone: to be called after the commit, with what [`Image::all_of`] gave
    /// before it. A failure is only logged: what is left behind is swept later.
    pub async fn erase(&self, keys: impl IntoIterator<Item = String>) {
        for key in keys {
            if let Err(why) = self.storage.remove(&key).await {
                tracing::warn!(%why, "the files of a picture could not be removed");
            }
        }
    }
}

/// A key that nobody can guess, and that tells a page how much room to leave and in which colour.
fn new_key(picture: &Renditions) -> Result<String, MediaError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    let (random, colour) = (hex::encode(random), hex::encode(picture.average));
    Ok(format!("{random}-{}x{}-{colour}", picture.width, picture.height))
}
