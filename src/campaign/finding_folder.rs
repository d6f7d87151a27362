//! The folder of a finding: written whole or not at all, and never in the place of what somebody else put there.

use crate::files::write_private;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

/// What every finding's main file is called.
pub const CASE_FILE: &str = "case.json";

/// How the name of a folder begins that is not finished.
const UNFINISHED: &str = ".new-";

/// What lies in the folder of a finding, beside the bodies of its requests.
const FILES: [&str; 8] = [
    CASE_FILE,
    "answer.http",
    "body",
    "curl.sh",
    "history.jsonl",
    "request.http",
    "requests.http",
    "send.sh",
];

/// Puts a finding's files into a new folder, for their owner alone, and gives it its name when all are there. A folder
/// of that name must not be there.
pub(super) fn create(
    folder: &Path,
    name: &str,
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let made = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(folder)?;
    for (name, bytes) in files {
        write_private(&made.path().join(name), &bytes)?;
    }
    fs::rename(made.path(), folder.join(name))?;
    // It has another name now, and stays.
    drop(made.keep());
    Ok(())
}

/// Whether a name is taken, by whatever it is.
pub(super) fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Removes the files of a finding, and their folder where nothing else is in it.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if is_of_a_finding(&entry)? {
            fs::remove_file(entry.path())?;
        }
    }
    match fs::remove_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        done => done,
    }
}

/// Whether a folder was never finished, since a kill came between.
pub(super) fn is_unfinished(path: &Path) -> io::Result<bool> {
    let named = path.file_name().and_then(OsStr::to_str).is_some_and(|n| n.starts_with(UNFINISHED));
    if !named || !path.symlink_metadata()?.is_dir() {
        return Ok(false);
    }
    for entry in fs::read_dir(path)? {
        if !is_of_a_finding(&entry?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_of_a_finding(entry: &fs::DirEntry) -> io::Result<bool> {
    let name = entry.file_name();
    let Some(name) = name.to_str() else { return Ok(false) };
    let numbered = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let ours = FILES.contains(&name)
        // Of a file that is written whole, what a kill leaves.
        || name.starts_with(".tmp")
        || name.strip_prefix("body-").is_some_and(numbered);
    Ok(ours && entry.file_type()?.is_file())
}
