//! What the process asks of the operating system before it does anything else.

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, getrlimit, setrlimit, umask},
};

/// Open files that are enough for any number of users this program can serve. Asking for more would only make tables of
/// the kernel larger.
const ENOUGH_FILES: u64 = 65_536;

/// Makes every file that the program creates readable by its owner alone: databases, their logs, backups and images.
pub(super) fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Raises the number of files that may be open at once, since each connection is one; systems start programs with 1,024
/// and allow more.
pub(super) fn allow_many_files() {
    let limit = getrlimit(Resource::Nofile);
    let allowed = limit.maximum.unwrap_or(ENOUGH_FILES).min(ENOUGH_FILES);
    if limit.current.is_some_and(|current| current < allowed) {
        let raised = Rlimit { current: Some(allowed), maximum: limit.maximum };
        if let Err(why) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%why, "the number of open files stays low");
        }
    }
}
