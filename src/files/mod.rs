//! Files: those of others are read up to a limit, those of Goalpost are written whole or not at all.

mod read;

pub use read::{ReadFault, read_file, read_input, read_up_to};

use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The folder of a file.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    }
}

/// Bytes beside the file that they will replace: many files can be staged before the first is replaced.
pub struct Staged {
    file: NamedTempFile,
    path: PathBuf,
}

impl Staged {
    /// Writes bytes beside a file. The mode is that of the file that is there, else 0644.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn new(path: &Path, bytes: &[u8]) -> io::Result<Staged> {
        let mut file = NamedTempFile::new_in(folder(path))?;
        file.write_all(bytes)?;
        // A temporary file is private.
        let mode =
            path.metadata().map_or_else(|_| Permissions::from_mode(0o644), |m| m.permissions());
        file.as_file().set_permissions(mode)?;
        Ok(Staged { file, path: path.to_owned() })
    }

    /// Puts it in the place of the file.
    ///
    /// # Errors
    /// Those of the file system; the file that was there is as it was.
    pub fn replace(self) -> io::Result<()> {
        self.file.persist(&self.path).map(drop).map_err(|error| error.error)
    }
}

/// Writes a file whole or not at all.
///
/// # Errors
/// Those of the file system.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Staged::new(path, bytes)?.replace()
}

/// Whether a file can be written at a path, tried with an empty one beside it.
///
/// # Errors
/// Why it cannot.
pub fn check_writable(path: &Path) -> io::Result<()> {
    NamedTempFile::new_in(folder(path)).map(drop)
}
