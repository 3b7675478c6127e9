//! Where the files of pictures are kept: in a folder, or with a service that speaks S3.

mod free_space;

pub use free_space::{DiskReserve, FreeSpace, SpaceError, UploadSpace};

use std::{fmt, fs, io, os::unix::fs::DirBuilderExt, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    Error, GetOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path, prefix::PrefixStore,
};

/// How often, and for how long, a service that fails is asked again; somebody waits for the answer.
const RETRIES: usize = 2;
const RETRY_TIMEOUT: Duration = Duration::from_secs(10);

/// Where files are kept.
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

    /// Takes `s3://BUCKET` with or without a prefix, `file:PATH`, `file://PATH`, or a bare path. What looks like another
    /// URL is refused, rather than made a folder of.
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

/// Why files cannot be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the folder cannot be made: {0}")]
    Folder(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] Error),
}

/// Files, each of a picture's `key` and with a name.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
}

/// A file that was found.
pub struct StoredFile {
    /// In bytes.
    pub length: u64,
    pub content: BoxStream<'static, Result<Bytes, Error>>,
}

/// That some picture has a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub key: String,
    /// In bytes.
    pub size: u64,
    /// In seconds since 1970.
    pub modified: i64,
}

impl Storage {
    /// Opens what `url` names; makes the folder, for its owner alone, if there is none. A service is not asked whether it
    /// is there.
    ///
    /// # Errors
    /// If the folder cannot be made, or the environment lacks what the service wants.
    pub fn open(url: &StorageUrl) -> Result<Self, StorageError> {
        let store: Arc<dyn ObjectStore> = match url {
            StorageUrl::Folder(path) => {
                fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
                // What was acknowledged is there after a power cut; and no empty folders stay behind.
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
        Ok(Self { store })
    }

    /// Keeps a file.
    ///
    /// # Errors
    /// If that failed; some of it may be there all the same.
    pub async fn put(&self, key: &str, name: &str, content: Vec<u8>) -> Result<(), StorageError> {
        self.store.put(&path(key, name), PutPayload::from(content)).await?;
        Ok(())
    }

    /// The file, if there is one.
    ///
    /// # Errors
    /// If nobody can tell.
    pub async fn get(&self, key: &str, name: &str) -> Result<Option<StoredFile>, StorageError> {
        match self.store.get_opts(&path(key, name), GetOptions::default()).await {
            Ok(found) => Ok(Some(StoredFile { length: found.meta.size, content: found.into_stream() })),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(why) => Err(why.into()),
        }
    }

    /// Removes all files of a picture. That there are none is fine.
    ///
    /// # Errors
    /// If some of them could not be removed.
    pub async fn remove(&self, key: &str) -> Result<(), StorageError> {
        let files: Vec<Path> =
            self.store.list(Some(&Path::from(key))).map_ok(|file| file.location).try_collect().await?;
        for file in files {
            match self.store.delete(&file).await {
                // Another process was faster.
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(why) => return Err(why.into()),
            }
        }
        Ok(())
    }

    /// Every file that is kept, in no order.
    pub fn list(&self) -> BoxStream<'static, Result<Listed, StorageError>> {
        let listed = |file: object_store::ObjectMeta| Listed {
            key: file.location.parts().next().map(|part| part.as_ref().to_owned()).unwrap_or_default(),
            size: file.size,
            modified: file.last_modified.timestamp(),
        };
        self.store.list(None).map_ok(listed).map_err(StorageError::from).boxed()
    }
}

/// Keys and names have nothing in them that a path would need to hide.
fn path(key: &str, name: &str) -> Path {
    Path::from_iter([key, name])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_buckets_or_folders_and_nothing_in_between() {
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
