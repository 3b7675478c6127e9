//! Files that were written halfway when the process ended.
//!
//! `object_store` writes a file under its name with `#` and a number behind it, and renames it when it is complete. It
//! neither lists nor deletes such files.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The unfinished files of all images in `folder` that were last written before `time`.
pub(super) fn files_before(folder: &Path, time: SystemTime) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for image in fs::read_dir(folder)? {
        let image = image?;
        if !image.file_type()?.is_dir() {
            continue;
        }
        for file in entries(&image.path())? {
            let file = file?;
            if is_unfinished(&file.path()) && modified(&file)?.is_some_and(|modified| modified < time) {
                found.push(file.path());
            }
        }
    }
    Ok(found)
}

/// Deletes a file, unless another process has, and its folder if that is empty then.
pub(super) fn delete(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
        _ => {}
    }
    if let Some(folder) = file.parent() {
        // It fails if other files of the image are in it.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// The entries of a folder, which may have been deleted meanwhile.
fn entries(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<fs::DirEntry>>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(Some(entries).into_iter().flatten()),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None.into_iter().flatten()),
        Err(why) => Err(why),
    }
}

/// When a file was last written; `None` if it has been renamed or deleted meanwhile.
fn modified(file: &fs::DirEntry) -> io::Result<Option<SystemTime>> {
    match file.metadata().and_then(|metadata| metadata.modified()) {
        Ok(modified) => Ok(Some(modified)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(why),
    }
}

fn is_unfinished(file: &Path) -> bool {
    let number = file.file_name().and_then(|name| name.to_str()).and_then(|name| name.rsplit_once('#'));
    number.is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
