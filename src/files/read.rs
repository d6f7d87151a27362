//! Files that others wrote: read up to a limit, and never waited for.

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use std::fmt;
use std::fs::{File, FileType};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

/// Why a file was not read.
#[derive(Debug)]
pub enum ReadFault {
    /// Not a file: a folder, a device, a named pipe, a socket.
    NotAFile(&'static str),
    /// It has more bytes than this.
    TooLarge(u64),
    /// The file system's reason.
    Io(io::Error),
}

impl ReadFault {
    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self, ReadFault::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

impl fmt::Display for ReadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadFault::NotAFile(what) => write!(f, "is {what}; give a regular file"),
            ReadFault::TooLarge(most) if most % (1 << 20) == 0 => {
                write!(f, "is larger than {} MiB, the most that is read here", most >> 20)
            }
            ReadFault::TooLarge(most) => {
                write!(f, "is larger than {most} bytes, the most that is read here")
            }
            ReadFault::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadFault {}

impl From<io::Error> for ReadFault {
    fn from(error: io::Error) -> Self {
        ReadFault::Io(error)
    }
}

/// Reads a regular file of at most `most` bytes.
///
/// # Errors
/// [`ReadFault`]; a named pipe or a device is refused at once, without waiting for it.
pub fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, ReadFault> {
    let file = open(path)?;
    match kind(file.metadata()?.file_type()) {
        None => read_up_to(file, most),
        Some(what) => Err(ReadFault::NotAFile(what)),
    }
}

/// Reads what a person named for input: a regular file, or the pipe of a shell's `<(…)`, of at most `most` bytes.
///
/// # Errors
/// [`ReadFault`]; a pipe that nobody writes to is empty.
pub fn read_input(path: &Path, most: u64) -> Result<Vec<u8>, ReadFault> {
    let file = open(path)?;
    let there = file.metadata()?.file_type();
    match kind(there) {
        Some(what) if there.is_dir() || there.is_socket() => Err(ReadFault::NotAFile(what)),
        Some(_) => {
            let flags = fcntl_getfl(&file).map_err(io::Error::from)?;
            fcntl_setfl(&file, flags - OFlags::NONBLOCK).map_err(io::Error::from)?;
            read_up_to(file, most)
        }
        None => read_up_to(file, most),
    }
}

/// Reads a stream of at most `most` bytes.
///
/// # Errors
/// [`ReadFault::TooLarge`], or that of the stream.
pub fn read_up_to(stream: impl Read, most: u64) -> Result<Vec<u8>, ReadFault> {
    let mut bytes = Vec::new();
    stream.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(ReadFault::TooLarge(most)),
        false => Ok(bytes),
    }
}

/// Opening a named pipe would wait for its writer.
fn open(path: &Path) -> io::Result<File> {
    File::options().read(true).custom_flags(OFlags::NONBLOCK.bits() as i32).open(path)
}

/// What it is, unless it is a regular file.
fn kind(there: FileType) -> Option<&'static str> {
    match there {
        _ if there.is_file() => None,
        _ if there.is_dir() => Some("a folder"),
        _ if there.is_fifo() => Some("a named pipe"),
        _ if there.is_socket() => Some("a socket"),
        _ => Some("a device"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_of_a_bounded_size_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, b"four").unwrap();
        assert_eq!(read_file(&path, 4).unwrap(), b"four");
        assert!(matches!(read_file(&path, 3), Err(ReadFault::TooLarge(3))));
        assert!(matches!(read_file(dir.path(), 9), Err(ReadFault::NotAFile("a folder"))));
        let zero = Path::new("/dev/zero");
        assert!(matches!(read_file(zero, 9), Err(ReadFault::NotAFile("a device"))));
        assert!(matches!(read_input(zero, 9), Err(ReadFault::TooLarge(9))));
        assert!(read_file(&dir.path().join("none"), 9).unwrap_err().is_missing());
    }

    #[test]
    fn a_named_pipe_is_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(matches!(read_file(&path, 9), Err(ReadFault::NotAFile("a named pipe"))));
        assert_eq!(read_input(&path, 9).unwrap(), b"");
    }
}
