//! Settings of the process, made at the start.

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, getrlimit, setrlimit, umask},
};

/// Enough open files for all connections that this program accepts. More would only enlarge tables of the kernel.
const MAX_FILES: u64 = 65_536;

/// Makes all files that the program creates private to its owner: databases, their logs, backups and images.
pub(super) fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Raises the limit of open files. Each connection is an open file, and most systems set the limit to 1,024 although they
/// allow more.
pub(super) fn allow_many_files() {
    let limit = getrlimit(Resource::Nofile);
    let allowed = limit.maximum.unwrap_or(MAX_FILES).min(MAX_FILES);
    if limit.current.is_some_and(|current| current < allowed) {
        let raised = Rlimit { current: Some(allowed), maximum: limit.maximum };
        if let Err(why) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%why, "could not raise the limit of open files");
        }
    }
}
