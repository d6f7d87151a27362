//! Files that others wrote: read up to a limit, and never waited for.

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use std::fmt;
use std::fs::{File, FileType};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
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
        None => read_regular(file, most),
        Some(what) => Err(ReadFault::NotAFile(what)),
    }
}

/// Reads a regular file. One that is too large already is refused before memory is spent on it; one that grows
/// meanwhile, or that has no size (`/proc`), is read up to the limit.
fn read_regular(file: File, most: u64) -> Result<Vec<u8>, ReadFault> {
    match file.metadata()?.len() > most {
        true => Err(ReadFault::TooLarge(most)),
        false => read_up_to(file, most),
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
        None => read_regular(file, most),
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

/// What [`read_lines`] did not hand over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotRead {
    /// The number of bytes before the part that was read.
    pub before: u64,
    /// The number of lines that are too long.
    pub too_long: u64,
    /// Whether the last line has no end: somebody is writing it, or was stopped while they did.
    pub unfinished: bool,
}

/// Reads the lines of a regular file, one after the other, up to the end that it has now: those of its last `last`
/// bytes, each of at most `longest` bytes and handed over without its end.
///
/// # Errors
/// [`ReadFault`]; longer lines, and a last line without an end, are no error.
pub fn read_lines(
    path: &Path,
    last: u64,
    longest: usize,
    each: &mut dyn FnMut(&[u8]),
) -> Result<NotRead, ReadFault> {
    let mut file = open(path)?;
    let there = file.metadata()?;
    if let Some(what) = kind(there.file_type()) {
        return Err(ReadFault::NotAFile(what));
    }
    let mut not_read = NotRead { before: there.len().saturating_sub(last), ..NotRead::default() };
    // One byte earlier: a line that begins exactly there is whole.
    let begin = not_read.before.saturating_sub(1);
    file.seek(SeekFrom::Start(begin))?;
    let mut reader = BufReader::with_capacity(1 << 16, file.take(there.len() - begin));
    if not_read.before > 0 {
        skip_line(&mut reader)?;
    }
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = reader.by_ref().take(longest as u64 + 1).read_until(b'\n', &mut line)?;
        match line.pop() {
            Some(b'\n') => each(&line),
            Some(_) if read > longest => {
                not_read.too_long += 1;
                skip_line(&mut reader)?;
            }
            Some(_) => not_read.unfinished = true,
            None => return Ok(not_read),
        }
    }
}

/// Skips the rest of a line.
fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let there = reader.fill_buf()?;
        let (skipped, is_done) = match there.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (there.len(), there.is_empty()),
        };
        reader.consume(skipped);
        if is_done {
            return Ok(());
        }
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
    fn a_file_that_is_too_large_is_refused_before_a_byte_of_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sparse");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        let bound = 1 << 38;
        for read in [read_file, read_input] {
            // Reading up to this limit would need more memory than there is.
            assert!(matches!(read(&path, bound), Err(ReadFault::TooLarge(most)) if most == bound));
        }
        // What has no size of its own is read to its end.
        assert!(!read_file(Path::new("/proc/self/stat"), 1 << 16).unwrap().is_empty());
    }

    #[test]
    fn lines_are_bounded_and_a_torn_one_is_said() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines");
        let read = |text: &str, last| {
            std::fs::write(&path, text).unwrap();
            let mut lines = Vec::new();
            let mut each = |line: &[u8]| lines.push(String::from_utf8_lossy(line).into_owned());
            let not_read = read_lines(&path, last, 4, &mut each).unwrap();
            (lines, not_read)
        };
        let none = NotRead::default();
        assert_eq!(read("", 99), (vec![], none));
        assert_eq!(read("a\n\nfour\n", 99), (vec!["a".into(), "".into(), "four".into()], none));
        let (lines, not_read) = read("12345\nab\n123456789\ncd\ntor", 99);
        assert_eq!(
            (lines.concat(), not_read.too_long, not_read.unfinished),
            ("abcd".into(), 2, true)
        );
        // The last bytes begin at a line, or in the middle of one.
        for (last, kept, before) in [(3, "cd", 3), (4, "cd", 2), (5, "cd", 1), (6, "abcd", 0)] {
            let (lines, not_read) = read("ab\ncd\n", last);
            assert_eq!((lines.concat(), not_read.before), (kept.into(), before), "{last}");
        }
        assert!(matches!(
            read_lines(Path::new("/dev/zero"), 9, 9, &mut |_| {}),
            Err(ReadFault::NotAFile("a device"))
        ));
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
