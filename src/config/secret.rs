//! The secrets that sign tokens, and where they are kept.

use std::{
    env, fmt, fs,
    io::{self, Write},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

use super::ConfigError;

/// The key that signs tokens. It never shows in a log.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How long a secret must be in earnest.
pub(super) const SECRET_BYTES: usize = 32;

/// The secret before the last change of it.
pub(super) fn previous_secret() -> Result<Option<Secret>, ConfigError> {
    match env::var("JWT_SECRET_PREVIOUS") {
        Ok(secret) if secret.len() < SECRET_BYTES => Err(ConfigError::PreviousSecret),
        Ok(secret) => Ok(Some(Secret::new(secret))),
        Err(env::VarError::NotUnicode(_)) => Err(ConfigError::PreviousSecret),
        Err(env::VarError::NotPresent) => Ok(None),
    }
}

pub(super) fn make_data_dir(path: &Path) -> Result<(), ConfigError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| ConfigError::DataDir { path: path.to_owned(), source })
}

/// The secret in the data folder; a new one of 256 random bits, readable by its owner alone, if there is none.
pub(super) fn kept_secret(data_dir: &Path) -> Result<String, ConfigError> {
    make_data_dir(data_dir)?;
    let path = data_dir.join("jwt-secret");
    let found = match fs::read_to_string(&path) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
            write_new_secret(&path).and_then(|()| fs::read_to_string(&path))
        }
        found => found,
    };
    match found.map(|text| text.trim().to_owned()) {
        Ok(secret) if secret.len() >= SECRET_BYTES => Ok(secret),
        Ok(_) => Err(ConfigError::SecretFile { path, source: io::Error::other("it is too short") }),
        Err(source) => Err(ConfigError::SecretFile { path, source }),
    }
}

/// Writes beside the place and links into it, so that of two processes that start at once one wins and both read
/// the same, whole secret.
fn write_new_secret(path: &Path) -> io::Result<()> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;

    let folder = path.parent().unwrap_or(Path::new("."));
    let mut draft = tempfile::Builder::new().prefix("jwt-secret.").tempfile_in(folder)?;
    draft.write_all(hex::encode(bytes).as_bytes())?;
    draft.as_file().sync_all()?;
    let linked = draft.persist_noclobber(path).map(drop).map_err(|failed| failed.error);
    match linked {
        Err(why) if why.kind() != io::ErrorKind::AlreadyExists => Err(why),
        _ => Ok(()),
    }
}
