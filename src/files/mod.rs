//! Files: those of others are read up to a limit, those of Goalpost are written whole or not at all.

mod read;

pub use read::{NotRead, ReadFault, read_file, read_input, read_lines, read_up_to};

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

/// Who may read a new file.
#[derive(Clone, Copy)]
enum Mode {
    /// Whoever the umask lets.
    Shared,
    /// Its owner alone.
    Private,
}

impl Staged {
    /// Writes bytes beside a file. The mode is that of the file that is there, else 0666 less the umask.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn new(path: &Path, bytes: &[u8]) -> io::Result<Staged> {
        Staged::with_mode(path, bytes, Mode::Shared)
    }

    fn with_mode(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<Staged> {
        let there = path.metadata().ok().map(|there| there.permissions());
        let new = match mode {
            Mode::Shared => Permissions::from_mode(0o666),
            Mode::Private => Permissions::from_mode(0o600),
        };
        let mut file = tempfile::Builder::new().permissions(new).tempfile_in(folder(path))?;
        file.write_all(bytes)?;
        if let (Some(there), Mode::Shared) = (there, mode) {
            file.as_file().set_permissions(there)?;
        }
        Ok(Staged { file, path: path.to_owned() })
    }

    /// Puts it in the place of the file.
    ///
    /// # Errors
    /// Those of the file system; the file that was there is as it was.
    pub fn replace(self) -> io::Result<()> {
        self.file.persist(&self.path).map(drop).map_err(|error| error.error)
    }

    /// Makes it the file, unless one is there: then that one is as it was.
    ///
    /// # Errors
    /// Those of the file system; [`io::ErrorKind::AlreadyExists`] where a file is there.
    pub fn create(self) -> io::Result<()> {
        self.file.persist_noclobber(&self.path).map(drop).map_err(|error| error.error)
    }
}

/// Writes a file whole or not at all.
///
/// # Errors
/// Those of the file system.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Staged::new(path, bytes)?.replace()
}

/// Writes a file whole or not at all, for its owner alone: it may hold what people sent.
///
/// # Errors
/// Those of the file system.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Staged::with_mode(path, bytes, Mode::Private)?.replace()
}

/// Whether a file can be written at a path, tried with an empty one beside it.
///
/// # Errors
/// Why it cannot.
pub fn check_writable(path: &Path) -> io::Result<()> {
    NamedTempFile::new_in(folder(path)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_umask_counts_and_what_is_private_stays_private() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        // What the umask of this process makes of a new file.
        std::fs::write(at("usual"), b"").unwrap();
        write_whole(&at("report"), b"1").unwrap();
        assert_eq!(mode(&at("report")), mode(&at("usual")));
        std::fs::set_permissions(at("report"), Permissions::from_mode(0o640)).unwrap();
        write_whole(&at("report"), b"2").unwrap();
        assert_eq!(
            (mode(&at("report")), std::fs::read(at("report")).unwrap()),
            (0o640, b"2".to_vec())
        );
        for _ in 0..2 {
            write_private(&at("case"), b"1").unwrap();
            assert_eq!(mode(&at("case")), 0o600);
        }
    }
}
