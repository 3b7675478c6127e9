//! Stores the files of images: in a folder, or in an S3-compatible service.

mod free_space;
mod unfinished;

pub use free_space::{DiskReserve, DiskSpace, FreeSpace, SpaceError, UploadSpace};

use std::{
    fmt, fs, io,
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    str::FromStr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    Error, GetOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path, prefix::PrefixStore,
};

/// How often and how long a failed request to the service is retried. A user waits for the answer meanwhile.
const RETRIES: usize = 2;
const RETRY_TIMEOUT: Duration = Duration::from_secs(10);

/// Where files are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorageUrl {
    Folder(PathBuf),
    S3 { bucket: String, prefix: String },
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("write s3://BUCKET/PREFIX, or the path of a folder")]
pub struct StorageUrlError;

impl FromStr for StorageUrl {
    type Err = StorageUrlError;

    /// Accepts `s3://BUCKET` with or without a prefix, `file:PATH`, `file://PATH`, or a plain path. Rejects other URLs,
    /// instead of making a folder with such a name.
    fn from_str(text: &str) -> Result<Self, StorageUrlError> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
            if bucket.is_empty() || !bucket.chars().all(plain) || prefix.contains(['?', '#']) {
                return Err(StorageUrlError);
            }
            return Ok(Self::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() });
        }
        let path = text.strip_prefix("file:").map_or(text, |path| path.strip_prefix("//").unwrap_or(path));
        match path {
            "" => Err(StorageUrlError),
            like_a_url if like_a_url.contains(':') => Err(StorageUrlError),
            path => Ok(Self::Folder(path.into())),
        }
    }
}

impl fmt::Display for StorageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::S3 { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

/// Why files cannot be read or stored.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("cannot create the folder: {0}")]
    Folder(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] Error),
}

/// The files of images. Each is identified by the image's `key` and a name.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    url: StorageUrl,
}

/// A stored file, to be read.
pub struct StoredFile {
    /// In bytes.
    pub length: u64,
    pub content: BoxStream<'static, Result<Bytes, Error>>,
}

/// A stored file in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// The key of its image.
    pub key: String,
    /// In bytes.
    pub size: u64,
    /// In seconds since 1970.
    pub modified: i64,
}

impl Storage {
    /// Opens the storage at `url`. Creates a missing folder, readable only by its owner. Does not connect to a service yet.
    ///
    /// # Errors
    /// If the folder cannot be created, or settings of the service are missing in the environment.
    pub fn open(url: &StorageUrl) -> Result<Self, StorageError> {
        let store: Arc<dyn ObjectStore> = match url {
            StorageUrl::Folder(path) => {
                fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
                // Acknowledged files survive a power failure (fsync), and empty folders are removed (cleanup).
                Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true).with_automatic_cleanup(true))
            }
            StorageUrl::S3 { bucket, prefix } => {
                let retry =
                    RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_TIMEOUT, ..RetryConfig::default() };
                let bucket = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry).build()?;
                match prefix.as_str() {
                    "" => Arc::new(bucket),
                    prefix => Arc::new(PrefixStore::new(bucket, prefix)),
                }
            }
        };
        Ok(Self { store, url: url.clone() })
    }

    /// Where the files are.
    pub fn url(&self) -> &StorageUrl {
        &self.url
    }

    /// Stores a file.
    ///
    /// # Errors
    /// If the storage fails. Parts of the file may be stored even then.
    pub async fn put(&self, key: &str, name: &str, content: Vec<u8>) -> Result<(), StorageError> {
        self.store.put(&path(key, name), PutPayload::from(content)).await?;
        Ok(())
    }

    /// Opens a file. `None` if it does not exist.
    ///
    /// # Errors
    /// If the storage fails.
    pub async fn get(&self, key: &str, name: &str) -> Result<Option<StoredFile>, StorageError> {
        match self.store.get_opts(&path(key, name), GetOptions::default()).await {
            Ok(found) => Ok(Some(StoredFile { length: found.meta.size, content: found.into_stream() })),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(why) => Err(why.into()),
        }
    }

    /// Deletes all files of an image. An image without files is not an error.
    ///
    /// # Errors
    /// If some files could not be deleted.
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        let files: Vec<Path> =
            self.store.list(Some(&Path::from(key))).map_ok(|file| file.location).try_collect().await?;
        for file in files {
            match self.store.delete(&file).await {
                // Another process may have deleted it.
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(why) => return Err(why.into()),
            }
        }
        Ok(())
    }

    /// The files in the folder that a process left unfinished before `time`. A service keeps none.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn unfinished_before(&self, time: SystemTime) -> io::Result<Vec<PathBuf>> {
        match &self.url {
            StorageUrl::Folder(folder) => unfinished::files_before(folder, time),
            StorageUrl::S3 { .. } => Ok(Vec::new()),
        }
    }

    /// Deletes an unfinished file, and its folder if that is empty then.
    ///
    /// # Errors
    /// If the file cannot be deleted.
    pub fn delete_unfinished(file: &std::path::Path) -> io::Result<()> {
        unfinished::delete(file)
    }

    /// Lists all stored files, in no particular order, without those that are unfinished.
    pub fn list(&self) -> BoxStream<'static, Result<ListedFile, StorageError>> {
        let listed = |file: object_store::ObjectMeta| ListedFile {
            key: file.location.parts().next().map(|part| part.as_ref().to_owned()).unwrap_or_default(),
            size: file.size,
            modified: file.last_modified.timestamp(),
        };
        self.store.list(None).map_ok(listed).map_err(StorageError::from).boxed()
    }
}

/// Keys and names consist of characters that need no escaping in a path.
fn path(key: &str, name: &str) -> Path {
    Path::from_iter([key, name])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_bucket_or_a_folder() {
        let s3 = |bucket: &str, prefix: &str| StorageUrl::S3 { bucket: bucket.into(), prefix: prefix.into() };

        assert_eq!("s3://photos".parse(), Ok(s3("photos", "")));
        assert_eq!("s3://photos/a/b/".parse(), Ok(s3("photos", "a/b")));
        for folder in ["/srv/images", "file:/srv/images", "file:///srv/images"] {
            assert_eq!(folder.parse(), Ok(StorageUrl::Folder("/srv/images".into())), "{folder}");
        }
        assert_eq!("images".parse(), Ok(StorageUrl::Folder("images".into())));
        for wrong in
            ["", "file:", "s3://", "s3:///x", "s3:photos", "s3://a b", "s3://a?b", "https://x/y", "gs://x"]
        {
            assert_eq!(wrong.parse::<StorageUrl>(), Err(StorageUrlError), "{wrong}");
        }
    }
}
