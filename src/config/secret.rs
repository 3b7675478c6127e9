//! Reads the secrets that sign tokens from the environment or the data folder.

use std::{
    env, fs,
    io::{self, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use secrecy::SecretString;

/// The minimum length of a secret in production.
const SECRET_BYTES: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error(
        "the data folder {} cannot be used ({source}): make it writable, or choose another with --data-dir",
        path.display()
    )]
    DataDir { path: PathBuf, source: io::Error },
    #[error("{} cannot be used ({source}): repair it, or set JWT_SECRET", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(
        "JWT_SECRET is empty: set it to at least 32 random bytes, or unset it to have one generated and stored"
    )]
    Empty,
    #[error("JWT_SECRET is shorter than 32 bytes, which JWT_COOKIE_SECURE=true does not allow: use a longer one")]
    TooShort,
    #[error("JWT_SECRET is not valid UTF-8: write it in hexadecimal or base64")]
    NotUnicode,
    #[error(
        "JWT_SECRET_PREVIOUS must be the previous secret, with at least 32 bytes: unset it when all tokens of that \
         secret have expired"
    )]
    Previous,
}

/// The secret in `JWT_SECRET`, or else in the data folder; and whether it is short. Short secrets are for development.
pub(super) fn load_secret(data_dir: &Path, cookie_secure: bool) -> Result<(SecretString, bool), SecretError> {
    let secret = match env::var("JWT_SECRET") {
        Ok(secret) if secret.is_empty() => return Err(SecretError::Empty),
        Ok(secret) => secret,
        Err(env::VarError::NotUnicode(_)) => return Err(SecretError::NotUnicode),
        Err(env::VarError::NotPresent) => stored_secret(data_dir)?,
    };
    let is_short = secret.len() < SECRET_BYTES;
    if is_short && cookie_secure {
        return Err(SecretError::TooShort);
    }
    Ok((secret.into(), is_short))
}

/// The secret before the last change.
pub(super) fn load_previous_secret() -> Result<Option<SecretString>, SecretError> {
    match env::var("JWT_SECRET_PREVIOUS") {
        Ok(secret) if secret.len() < SECRET_BYTES => Err(SecretError::Previous),
        Ok(secret) => Ok(Some(secret.into())),
        Err(env::VarError::NotUnicode(_)) => Err(SecretError::Previous),
        Err(env::VarError::NotPresent) => Ok(None),
    }
}

pub(super) fn create_data_dir(path: &Path) -> Result<(), SecretError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| SecretError::DataDir { path: path.to_owned(), source })
}

/// The secret in the data folder. If there is none, generates one of 256 random bits that only its owner can read.
fn stored_secret(data_dir: &Path) -> Result<String, SecretError> {
    create_data_dir(data_dir)?;
    let path = data_dir.join("jwt-secret");
    let stored = match fs::read_to_string(&path) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
            write_new_secret(&path).and_then(|()| fs::read_to_string(&path))
        }
        stored => stored,
    };
    match stored.map(|text| text.trim().to_owned()) {
        Ok(secret) if secret.len() >= SECRET_BYTES => Ok(secret),
        Ok(_) => Err(SecretError::File { path, source: io::Error::other("it is too short") }),
        Err(source) => Err(SecretError::File { path, source }),
    }
}

/// Writes a temporary file and links it to `path`. If two processes start at once, one link succeeds, and both read the
/// same complete secret.
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
